//! The keys of WooCommerce stores.

use contracts::{
    clock,
    items::{Item, only_item, put, scan, text},
    rows::{Rows, all_writes, assert_powerless, granted, wish},
    stack::{AUDIT, CALLER, CONNECTIONS, STORE_SECRETS, Stack},
};
use countersign_core::{
    ports::{Connection, Connections, KeyDeposit, StoreKeysError, TokenLeases},
    store::{Store, StoreUrl, WooStoreId},
    tokens::Status,
};
use futures_util::future::join_all;
use local_stack::aws::{Fault, Grant, Trouble};
use serde_json::{Value, json};

use crate::{calls, flow};

const SECRET: &str = "countersign/local/store/woocommerce/shop-2";

fn store() -> Store {
    Store::parse("woocommerce#shop-2").unwrap()
}

/// Keeps keys of the store at this address.
async fn deposit(stack: &Stack, url: &str) -> Result<(), StoreKeysError> {
    let (store, url) = (WooStoreId::parse("shop-2").unwrap(), StoreUrl::parse(url).unwrap());
    stack.woocommerce_keys().deposit(&store, &url, &flow::keys().await, clock::now()).await
}

/// The version that is current by the row, and the one by the label.
async fn current(stack: &Stack) -> (String, String) {
    let row = stack.token_rows().row(&store()).await.unwrap().unwrap();
    let value = stack.aws.secrets_manager().get_secret_value().secret_id(SECRET).send().await.unwrap();
    (row.current.unwrap().as_str().to_owned(), value.version_id.unwrap())
}

#[tokio::test]
async fn keys_that_a_store_posts_are_kept_and_connect_it() {
    let stack = Stack::start().await;
    assert!(flow::hand_over(stack.states(), &stack.woocommerce_keys()).await);
    let (row, label) = current(&stack).await;
    assert_eq!(row, label);
    let value = stack.aws.secrets_manager().get_secret_value().secret_id(SECRET).send().await.unwrap();
    let kept: Value = serde_json::from_str(value.secret_string().unwrap()).unwrap();
    let expected = json!({
        "schema": 1, "stage": "local", "store": "woocommerce#shop-2", "url": flow::URL,
        "key_id": 3, "consumer_key": flow::KEY, "consumer_secret": flow::SECRET,
    });
    assert_eq!(kept, expected);
    assert_eq!(stack.connections().connection(&store()).await.unwrap(), Connection::Open);
    let row = stack.token_rows().row(&store()).await.unwrap().unwrap();
    assert_eq!((row.status, row.fence, row.generation), (Some(Status::Connected), 1, 1));
    assert_eq!((row.installed_at, row.due_at), (Some(clock::now()), None));
    let note = only_item(&stack.dynamodb(), AUDIT).await;
    assert_eq!((&note["step"], &note["version"]), (&text("store.connected"), &text(label)));
}

#[tokio::test]
async fn no_key_stands_in_a_table() {
    let stack = Stack::start().await;
    deposit(&stack, flow::URL).await.unwrap();
    let rows = [scan(&stack.dynamodb(), CONNECTIONS).await, scan(&stack.dynamodb(), AUDIT).await].concat();
    let told = format!("{rows:?}");
    assert!(!told.contains("ck_") && !told.contains("cs_"));
}

#[tokio::test]
async fn newer_keys_of_the_same_store_take_the_place_of_the_older() {
    let stack = Stack::start().await;
    deposit(&stack, flow::URL).await.unwrap();
    let before = current(&stack).await;
    deposit(&stack, flow::URL).await.unwrap();
    let (row, label) = current(&stack).await;
    assert_eq!(row, label);
    assert_ne!(row, before.0);
    assert_eq!(scan(&stack.dynamodb(), AUDIT).await.len(), 2);
}

#[tokio::test]
async fn an_id_that_is_connected_under_another_address_is_refused_and_keeps_its_keys() {
    let stack = Stack::start().await;
    deposit(&stack, flow::URL).await.unwrap();
    let before = current(&stack).await;
    let refused = deposit(&stack, "https://other.example/").await;
    assert!(matches!(refused, Err(StoreKeysError::Refused(_))), "{refused:?}");
    assert_eq!(current(&stack).await, before);
    assert_eq!(calls(&stack, "PutSecretValue"), 0, "not even a version");
}

#[tokio::test]
async fn an_id_that_was_disconnected_may_have_another_address() {
    let stack = Stack::start().await;
    deposit(&stack, flow::URL).await.unwrap();
    let rows = stack.token_rows();
    let (held, _) = granted(&rows, &wish(&store(), 1, clock::now())).await;
    all_writes(&rows, &held).await;
    deposit(&stack, "https://other.example/").await.unwrap();
    assert_eq!(stack.connections().connection(&store()).await.unwrap(), Connection::Open);
}

#[tokio::test]
async fn whoever_held_a_lease_before_the_keys_came_writes_nothing_after() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let (held, _) = granted(&rows, &wish(&store(), 1, clock::now())).await;
    deposit(&stack, flow::URL).await.unwrap();
    assert_powerless(&rows, &held).await;
    assert_next_fence(&rows).await;
}

async fn assert_next_fence(rows: &impl Rows) {
    assert_eq!(granted(rows, &wish(&store(), 2, clock::now())).await.0.fence, 3);
}

#[tokio::test]
async fn of_two_addresses_that_come_at_once_one_is_connected() {
    let stack = Stack::start().await;
    let urls = [flow::URL, "https://other.example/"];
    let answers = join_all(urls.map(|url| deposit(&stack, url))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let (row, label) = current(&stack).await;
    assert_eq!(row, label);
    let value = stack.aws.secrets_manager().get_secret_value().secret_id(SECRET).send().await.unwrap();
    let kept: Value = serde_json::from_str(value.secret_string().unwrap()).unwrap();
    let row = only_item(&stack.dynamodb(), CONNECTIONS).await;
    assert_eq!(kept["url"].as_str().unwrap(), row["url"].as_s().unwrap());
}

#[tokio::test]
async fn eight_posts_of_one_store_at_once_all_succeed_or_say_that_they_did_not() {
    let stack = Stack::start().await;
    let answers = join_all((0..8).map(|_| deposit(&stack, flow::URL))).await;
    let kept = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(kept >= 1);
    let row = stack.token_rows().row(&store()).await.unwrap().unwrap();
    assert_eq!(row.generation, kept as u64);
}

#[tokio::test]
async fn lost_answers_keep_the_keys_once() {
    for operation in ["CreateSecret", "TransactWriteItems", "UpdateSecretVersionStage"] {
        let stack = Stack::start().await;
        stack.aws.faults().inject(Fault::new(Trouble::CutAfter).by(CALLER).on(operation).times(1));
        deposit(&stack, flow::URL).await.unwrap();
        assert!(stack.aws.faults().is_spent(), "{operation}");
        let (row, label) = current(&stack).await;
        assert_eq!(row, label, "{operation}");
        assert_eq!(scan(&stack.dynamodb(), AUDIT).await.len(), 1, "{operation}");
    }
}

/// The store deletes its keys unless it is told that they are kept; and they are.
#[tokio::test]
async fn a_label_that_does_not_move_is_no_refusal() {
    let stack = Stack::start().await;
    deposit(&stack, flow::URL).await.unwrap();
    let fault = Fault::new(Trouble::Refused { status: 400, code: "AccessDeniedException".to_owned() });
    stack.aws.faults().inject(fault.by(CALLER).on("UpdateSecretVersionStage"));
    deposit(&stack, flow::URL).await.unwrap();
    let (row, label) = current(&stack).await;
    assert_ne!(row, label);
    stack.aws.faults().clear();
    deposit(&stack, flow::URL).await.unwrap();
    let (row, label) = current(&stack).await;
    assert_eq!(row, label, "the next ones take the label from where it was left");
}

#[tokio::test]
async fn trouble_before_the_row_is_no_connection() {
    let refused = || Trouble::Refused { status: 400, code: "AccessDeniedException".to_owned() };
    for (trouble, operation, passing) in [
        (Trouble::InternalError, "GetItem", true),
        (Trouble::InternalError, "CreateSecret", true),
        (refused(), "CreateSecret", false),
        (refused(), "TransactWriteItems", false),
    ] {
        let stack = Stack::start().await;
        stack.aws.faults().inject(Fault::new(trouble).by(CALLER).on(operation));
        let error = deposit(&stack, flow::URL).await.unwrap_err();
        assert_eq!(matches!(error, StoreKeysError::Unavailable(_)), passing, "{operation}: {error:?}");
        assert_eq!(scan(&stack.dynamodb(), CONNECTIONS).await, Vec::<Item>::new(), "{operation}");
    }
}

#[tokio::test]
async fn a_row_of_another_hand_is_refused() {
    let stack = Stack::start().await;
    let row = [("store", "woocommerce#shop-2"), ("status", "something-new")];
    let row: Item = row.map(|(name, value)| (name.to_owned(), text(value))).into();
    put(&stack.dynamodb(), CONNECTIONS, row).await;
    assert!(matches!(deposit(&stack, flow::URL).await, Err(StoreKeysError::Refused(_))));
}

#[tokio::test]
async fn an_installer_keeps_keys_without_leave_to_read_any() {
    let stack = Stack::start().await;
    let secrets = format!("arn:aws:secretsmanager:*:*:secret:{STORE_SECRETS}/*");
    let actions = ["CreateSecret", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"];
    let secrets = actions.map(|action| Grant::new(&format!("secretsmanager:{action}"), &secrets));
    let tables = [("GetItem", CONNECTIONS), ("UpdateItem", CONNECTIONS), ("PutItem", AUDIT)];
    let tables = tables.map(|(action, table)| {
        Grant::new(&format!("dynamodb:{action}"), &format!("arn:aws:dynamodb:*:*:table/{table}"))
    });
    stack.aws.permissions().restrict(CALLER, secrets.into_iter().chain(tables));
    for _ in 0..2 {
        deposit(&stack, flow::URL).await.unwrap();
    }
    let (row, label) = current(&stack).await;
    assert_eq!(row, label);
}
