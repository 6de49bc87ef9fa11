//! Connected stores and their keys, as the daily check finds them, and the end of a connection.

use std::time::Duration;

use contracts::{
    clock,
    items::{Item, put, text},
    pairs::version,
    rows::{assert_powerless, granted, lease, note, version_of, wish},
    stack::{AUDIT, CALLER, CONNECTIONS, STORE_SECRETS, Stack},
};
use countersign_core::{
    ports::{
        DisconnectRows, Disconnected, KeyDeposit, KeyReader, KeyedDisconnect, KeyedStore, KeyedStores,
        RowError, VaultError,
    },
    store::{Store, StoreUrl, WooStoreId},
    tokens::Step,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::flow;

pub(crate) fn woo(number: u32) -> WooStoreId {
    WooStoreId::parse(&format!("shop-{number}")).unwrap()
}

pub(crate) async fn connect(stack: &Stack, number: u32) {
    let (keys, url) = (flow::keys().await, StoreUrl::parse(flow::URL).unwrap());
    stack.woocommerce_keys().deposit(&woo(number), &url, &keys, clock::now()).await.unwrap();
}

/// As much as makes a table of several pages of these rows.
pub(crate) async fn pad(stack: &Stack, number: u32) {
    let row = stack.dynamodb().update_item().table_name(CONNECTIONS);
    let row = row.key("store", text(format!("woocommerce#shop-{number}")));
    let row = row.update_expression("SET padding = :padding");
    row.expression_attribute_values(":padding", text("x".repeat(300_000))).send().await.unwrap();
}

#[tokio::test]
async fn the_keys_that_are_current_are_read() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    let first = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    connect(&stack, 1).await;
    let second = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    assert_ne!(first.version, second.version);
    let (url, keys) = stack.key_reader().keys(&second).await.unwrap().unwrap();
    assert_eq!((url.as_str(), keys.expose_key(), keys.expose_secret()), (flow::URL, flow::KEY, flow::SECRET));
    let held = lease(&stack.token_rows(), 1, clock::now()).await;
    let gone = KeyedStore { version: version_of(&held), ..second };
    assert!(stack.key_reader().keys(&gone).await.unwrap().is_none());
}

#[tokio::test]
async fn a_store_that_left_or_never_came_is_not_found_and_one_of_another_hand_is_told() {
    let stack = Stack::start().await;
    let (rows, stores) = (stack.token_rows(), stack.keyed_stores());
    connect(&stack, 2).await;
    let store = Store::WooCommerce(woo(2));
    let (held, _) = granted(&rows, &wish(&store, 1, clock::now())).await;
    assert!(stores.keyed_store(&woo(2)).await.unwrap().is_some(), "a lease takes nothing away");
    rows.disconnect(&held, &note(&held, Step::Disconnected)).await.unwrap();
    assert_eq!(stores.keyed_store(&woo(2)).await.unwrap(), None);
    assert_eq!(stores.keyed_store(&woo(3)).await.unwrap(), None);
    let row = [("store", text("woocommerce#shop-0")), ("status", text("something-new"))];
    put(&stack.dynamodb(), CONNECTIONS, row.map(|(name, value)| (name.to_owned(), value)).into()).await;
    let named = stores.keyed_store(&woo(0)).await;
    assert!(matches!(named, Err(RowError::Unreadable("status"))), "{named:?}");
}

/// The notes that say so.
async fn notes_of_the_end(stack: &Stack) -> usize {
    let notes = stack.dynamodb().scan().table_name(AUDIT).send().await.unwrap();
    let ended = |note: &&Item| note["step"] == text("store.disconnected_by_hand");
    notes.items().iter().filter(ended).count()
}

#[tokio::test]
async fn a_store_is_disconnected_with_a_note_once_and_its_last_keys_are_named_again() {
    let stack = Stack::start().await;
    let stores = stack.keyed_stores();
    assert_eq!(stores.disconnect(&woo(1), clock::now()).await.unwrap(), None);
    connect(&stack, 1).await;
    let keyed = stores.keyed_store(&woo(1)).await.unwrap().unwrap();
    // Whoever holds a lease is refused from now on.
    let (held, _) = granted(&stack.token_rows(), &wish(&Store::WooCommerce(woo(1)), 1, clock::now())).await;
    for was_connected in [true, false] {
        let ended = stores.disconnect(&woo(1), clock::now()).await.unwrap();
        assert_eq!(ended, Some(Disconnected { keyed: keyed.clone(), was_connected }));
        assert_eq!(notes_of_the_end(&stack).await, 1);
    }
    assert_eq!(stores.keyed_store(&woo(1)).await.unwrap(), None);
    assert_powerless(&stack.token_rows(), &held).await;
    connect(&stack, 1).await;
    assert!(stores.keyed_store(&woo(1)).await.unwrap().is_some());
}

/// From a backup that is older than the last connection, or by hand.
#[tokio::test]
async fn a_store_whose_row_was_lost_is_connected_and_disconnected_again() {
    let (stack, name) = (Stack::start().await, text("woocommerce#shop-1"));
    for (lives, at) in (1..).zip([clock::now(), clock::now() + Duration::from_hours(1)]) {
        connect(&stack, 1).await;
        assert!(stack.keyed_stores().disconnect(&woo(1), at).await.unwrap().unwrap().was_connected);
        let notes = stack.dynamodb().scan().table_name(AUDIT).send().await.unwrap();
        assert_eq!(notes.items().len(), 2 * lives, "no note took another's place");
        let row = stack.dynamodb().delete_item().table_name(CONNECTIONS).key("store", name.clone());
        row.send().await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_answer_disconnects_no_store_twice() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    stack.aws.faults().inject(Fault::new(Trouble::CutAfter).by(CALLER).on("TransactWriteItems").times(1));
    let ended = stack.keyed_stores().disconnect(&woo(1), clock::now()).await.unwrap().unwrap();
    assert!(ended.was_connected);
    assert_eq!(notes_of_the_end(&stack).await, 1);
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
    assert!(matches!(stack.keyed_stores().keyed_store(&woo(1)).await, Err(RowError::Unavailable(_))));
    let ended = stack.keyed_stores().disconnect(&woo(1), clock::now()).await;
    assert!(matches!(ended, Err(RowError::Unavailable(_))));
    assert!(matches!(stack.key_reader().keys(&keyed).await, Err(VaultError::Unavailable { .. })));
    stack.aws.faults().clear();
    stack.aws.permissions().restrict(CALLER, []);
    let ended = stack.keyed_stores().disconnect(&woo(1), clock::now()).await;
    assert!(matches!(ended, Err(RowError::Refused(_))));
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
        Grant::new("dynamodb:GetItem", &table),
        Grant::new("dynamodb:UpdateItem", &table),
        Grant::new("dynamodb:PutItem", &format!("arn:aws:dynamodb:*:*:table/{AUDIT}")),
        Grant::new("secretsmanager:GetSecretValue", &secrets),
    ];
    stack.aws.permissions().restrict(CALLER, grants);
    let keyed = stack.keyed_stores().keyed_store(&woo(1)).await.unwrap().unwrap();
    assert!(stack.key_reader().keys(&keyed).await.unwrap().is_some());
    assert!(stack.keyed_stores().disconnect(&woo(1), clock::now()).await.unwrap().is_some());
}
