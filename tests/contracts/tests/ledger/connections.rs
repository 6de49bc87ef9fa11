//! Whether a store is connected.

use contracts::{
    clock,
    items::{Item, number, put, text},
    rows,
    stack::{CALLER, CONNECTIONS, Stack},
};
use countersign_core::{
    ports::{Connection, Connections, ReadError},
    store::Store,
};

/// What is made of a row with this status; of no row, if there is none.
async fn connection(status: Option<&str>) -> Result<Connection, ReadError> {
    let stack = Stack::start().await;
    if let Some(status) = status {
        let row = [("store", "shopify#test-shop.myshopify.com"), ("status", status)];
        let row: Item = row.map(|(name, value)| (name.to_owned(), text(value))).into();
        put(&stack.dynamodb(), CONNECTIONS, row).await;
    }
    let store = Store::parse("shopify#test-shop.myshopify.com").unwrap();
    stack.connections().connection(&store).await
}

#[tokio::test]
async fn a_store_is_open_until_it_is_disconnected() {
    assert_eq!(connection(None).await.unwrap(), Connection::Open);
    assert_eq!(connection(Some("connected")).await.unwrap(), Connection::Open);
    assert_eq!(connection(Some("disconnected")).await.unwrap(), Connection::Closed);
}

#[tokio::test]
async fn a_store_that_is_not_disconnected_is_open_whatever_else_is_the_matter() {
    for status in ["reauth_required", "", "Connected", "something-new"] {
        assert_eq!(connection(Some(status)).await.unwrap(), Connection::Open, "{status}");
    }
}

#[tokio::test]
async fn a_store_whose_first_installation_is_under_way_is_open() {
    let stack = Stack::start().await;
    rows::lease(&stack.token_rows(), 1, clock::now()).await;
    assert_eq!(stack.connections().connection(&rows::shop(1)).await.unwrap(), Connection::Open);
}

#[tokio::test]
async fn a_status_that_is_no_text_is_neither_open_nor_closed() {
    let stack = Stack::start().await;
    let row = [("store", text(rows::shop(1).to_string())), ("status", number(1))];
    put(&stack.dynamodb(), CONNECTIONS, row.map(|(name, value)| (name.to_owned(), value)).into()).await;
    let answer = stack.connections().connection(&rows::shop(1)).await;
    assert!(matches!(answer, Err(ReadError::Unreadable("status"))), "{answer:?}");
}

#[tokio::test]
async fn without_permission_a_store_is_not_taken_for_open() {
    let stack = Stack::start().await;
    stack.aws.permissions().restrict(CALLER, []);
    let store = Store::parse("shopify#test-shop.myshopify.com").unwrap();
    let refused = stack.connections().connection(&store).await;
    assert!(matches!(refused, Err(ReadError::Refused(_))), "{refused:?}");
}
