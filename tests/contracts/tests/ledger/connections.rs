//! Whether a store is connected.

use contracts::{
    items::{Item, put, text},
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
async fn an_unknown_status_is_an_error_and_neither_open_nor_closed() {
    for status in ["", "Connected", "something-new"] {
        let error = connection(Some(status)).await.unwrap_err();
        assert!(matches!(error, ReadError::Unreadable("status")), "{error}");
    }
}

#[tokio::test]
async fn without_permission_a_store_is_not_taken_for_open() {
    let stack = Stack::start().await;
    stack.aws.permissions().restrict(CALLER, []);
    let store = Store::parse("shopify#test-shop.myshopify.com").unwrap();
    let refused = stack.connections().connection(&store).await;
    assert!(matches!(refused, Err(ReadError::Refused(_))), "{refused:?}");
}
