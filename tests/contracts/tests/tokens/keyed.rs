//! Connected stores and their keys, as the daily check finds them.

use std::collections::BTreeMap;

use contracts::{
    clock,
    items::{put, text},
    pairs::version,
    rows::{granted, lease, note, version_of, wish},
    stack::{CALLER, CONNECTIONS, STORE_SECRETS, Stack},
};
use countersign_core::{
    ports::{
        DisconnectRows, KeyDeposit, KeyReader, KeyedPage, KeyedStore, KeyedStores, RowError, TokenLeases,
        VaultError,
    },
    store::{Store, StoreUrl, WooStoreId},
    tokens::Step,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::flow;

fn woo(number: u32) -> WooStoreId {
    WooStoreId::parse(&format!("shop-{number}")).unwrap()
}

async fn connect(stack: &Stack, number: u32) {
    let (keys, url) = (flow::keys().await, StoreUrl::parse(flow::URL).unwrap());
    stack.woocommerce_keys().deposit(&woo(number), &url, &keys, clock::now()).await.unwrap();
}

/// Every page there is, the longest way round.
async fn pages(stack: &Stack) -> Vec<KeyedPage> {
    let (stores, mut pages) = (stack.keyed_stores(), Vec::<KeyedPage>::new());
    loop {
        let after = pages.last().and_then(|page| page.next.clone());
        let page = stores.keyed(after.as_deref()).await.unwrap();
        let last = page.next.is_none();
        pages.push(page);
        if last {
            return pages;
        }
    }
}

async fn found(stack: &Stack) -> BTreeMap<String, KeyedStore> {
    let stores = pages(stack).await.into_iter().flat_map(|page| page.stores);
    stores.map(|keyed| (keyed.store.to_string(), keyed)).collect()
}

/// As much as makes a table of several pages of these rows.
async fn pad(stack: &Stack, number: u32) {
    let row = stack.dynamodb().update_item().table_name(CONNECTIONS);
    let row = row.key("store", text(format!("woocommerce#shop-{number}")));
    let row = row.update_expression("SET padding = :padding");
    row.expression_attribute_values(":padding", text("x".repeat(300_000))).send().await.unwrap();
}

#[tokio::test]
async fn every_connected_store_is_found_whatever_the_size_of_the_table() {
    let stack = Stack::start().await;
    for number in 1..=7 {
        connect(&stack, number).await;
        pad(&stack, number).await;
    }
    assert!(pages(&stack).await.len() > 1);
    assert_eq!(
        found(&stack).await.into_keys().collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7].map(|n| woo(n).to_string())
    );
}

#[tokio::test]
async fn the_keys_that_are_current_are_read() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    let first = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    connect(&stack, 1).await;
    let second = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    assert_ne!(first.version, second.version);
    assert_eq!(found(&stack).await["shop-1"], second);
    let (url, keys) = stack.key_reader().keys(&second).await.unwrap().unwrap();
    assert_eq!((url.as_str(), keys.expose_key(), keys.expose_secret()), (flow::URL, flow::KEY, flow::SECRET));
    let held = lease(&stack.token_rows(), 1, clock::now()).await;
    let gone = KeyedStore { version: version_of(&held), ..second };
    assert!(stack.key_reader().keys(&gone).await.unwrap().is_none());
}

#[tokio::test]
async fn shops_of_shopify_and_stores_that_left_are_not_among_them() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    lease(&rows, 1, clock::now()).await;
    connect(&stack, 2).await;
    let store = Store::WooCommerce(woo(2));
    let (held, _) = granted(&rows, &wish(&store, 1, clock::now())).await;
    assert_eq!(found(&stack).await.len(), 1, "a lease takes nothing away");
    rows.disconnect(&held, &note(&held, Step::Disconnected)).await.unwrap();
    assert!(found(&stack).await.is_empty());
    assert_eq!(stack.keyed_stores().keyed_store(&woo(2)).await.unwrap(), None);
    assert_eq!(stack.keyed_stores().keyed_store(&woo(3)).await.unwrap(), None);
    assert!(rows.row(&store).await.unwrap().is_some());
}

#[tokio::test]
async fn one_row_of_another_hand_keeps_no_store_from_being_found() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    for (store, status) in [("woocommerce#shop-0", "something-new"), ("woocommerce#", "connected")] {
        let row = [("store", text(store)), ("status", text(status))];
        put(&stack.dynamodb(), CONNECTIONS, row.map(|(name, value)| (name.to_owned(), value)).into()).await;
    }
    assert_eq!(found(&stack).await.into_keys().collect::<Vec<_>>(), ["shop-1"]);
    let named = stack.keyed_stores().keyed_store(&woo(0)).await;
    assert!(matches!(named, Err(RowError::Unreadable("status"))), "{named:?}");
}

#[tokio::test]
async fn a_secret_that_holds_no_keys_of_this_store_is_a_bad_one() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    connect(&stack, 2).await;
    let [one, two] = [1, 2].map(|number| format!("{STORE_SECRETS}/woocommerce/shop-{number}"));
    let client = stack.aws.secrets_manager();
    let others = client.get_secret_value().secret_id(two).send().await.unwrap().secret_string.unwrap();
    let store = Store::WooCommerce(woo(1));
    for (fence, text) in (10..).zip([others.as_str(), "{}", "keys"]) {
        let version = version(&store, fence);
        let put = client.put_secret_value().secret_id(&one).client_request_token(version.as_str());
        put.secret_string(text).send().await.unwrap();
        let read = stack.key_reader().keys(&KeyedStore { store: woo(1), version }).await;
        assert!(matches!(read, Err(VaultError::BadSecret { .. })), "{text}");
    }
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    let keyed = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(matches!(stack.keyed_stores().keyed(None).await, Err(RowError::Unavailable(_))));
    assert!(matches!(stack.key_reader().keys(&keyed).await, Err(VaultError::Unavailable { .. })));
    stack.aws.faults().clear();
    stack.aws.permissions().restrict(CALLER, []);
    assert!(matches!(stack.keyed_stores().keyed(None).await, Err(RowError::Refused(_))));
    assert!(matches!(stack.keyed_stores().keyed_store(&woo(1)).await, Err(RowError::Refused(_))));
    assert!(matches!(stack.key_reader().keys(&keyed).await, Err(VaultError::Refused { .. })));
}

#[tokio::test]
async fn these_permissions_are_enough() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    let table = format!("arn:aws:dynamodb:*:*:table/{CONNECTIONS}");
    let secrets = format!("arn:aws:secretsmanager:*:*:secret:{STORE_SECRETS}/*");
    let grants = [
        Grant::new("dynamodb:Scan", &table),
        Grant::new("dynamodb:GetItem", &table),
        Grant::new("secretsmanager:GetSecretValue", &secrets),
    ];
    stack.aws.permissions().restrict(CALLER, grants);
    let keyed = found(&stack).await.remove("shop-1").unwrap();
    stack.keyed_stores().keyed_store(&woo(1)).await.unwrap();
    assert!(stack.key_reader().keys(&keyed).await.unwrap().is_some());
}
