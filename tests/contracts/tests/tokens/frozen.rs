//! What was written by version 1 is read by every later one. The fixtures are never changed, only added to.

use std::time::Duration;

use contracts::{
    items::{from_json, only_item, put, to_json},
    stack::{CONNECTIONS, Stack},
};
use countersign_core::{
    ports::TokenLeases,
    store::Store,
    tokens::{
        Cause, ConnectionRow, Credentials, Intent, Life, Owner, Scopes, Status, VersionId, WriteBudget,
    },
    wall_time::from_epoch_millis,
};

/// One row with everything in it, leased; one of a WooCommerce store.
const ROWS: &str = include_str!("../../fixtures/connection-rows-v1.json");

/// When both were written.
const WRITTEN: u64 = 1_795_305_085_123;

#[tokio::test]
async fn rows_of_version_1_keep_their_meaning() {
    let stack = Stack::start().await;
    let rows: Vec<serde_json::Value> = serde_json::from_str(ROWS).unwrap();
    for row in &rows {
        put(&stack.dynamodb(), CONNECTIONS, from_json(row)).await;
    }
    let written = from_epoch_millis(WRITTEN);
    let store = Store::parse("shopify#test-shop-1.myshopify.com").unwrap();
    let version = |fence| VersionId::of(&store, fence, Owner::new([1; 16]));
    let full = ConnectionRow {
        status: Some(Status::Connected),
        credentials: Credentials::ReauthRequired,
        fence: 7,
        generation: 3,
        current: Some(version(5)),
        settled: true,
        intents: vec![
            Intent { version: version(6), cause: Cause::Install, at: written, spare: true },
            Intent { version: version(7), cause: Cause::Refresh, at: written, spare: false },
        ],
        life: Some(Life::new(written, Duration::from_hours(1), Duration::from_hours(90 * 24))),
        scopes: Scopes::parse("read_products,write_orders"),
        installed_at: Some(written),
        wanted_at: None,
        budget: WriteBudget(Some(written + Duration::from_mins(10))),
        failures: 2,
        doubt: None,
        due_at: Some(written + Duration::from_secs(65)),
    };
    assert_eq!(stack.token_rows().row(&store).await.unwrap(), Some(full));
    let woo = Store::parse("woocommerce#shop-2").unwrap();
    let row = stack.token_rows().row(&woo).await.unwrap().unwrap();
    assert_eq!((row.status, row.fence, row.generation), (Some(Status::Connected), 1, 1));
    assert_eq!(row.credentials, Credentials::Good);
}

/// The fixture holds what is written today, so that it is known to be of this version.
#[tokio::test]
async fn what_is_written_today_is_of_version_1() {
    use contracts::{clock, rows};
    use countersign_core::ports::CurrentRows;
    let stack = Stack::start().await;
    let (table, held) = (stack.token_rows(), rows::lease(&stack.token_rows(), 1, clock::now()).await);
    table.intend(&held, &rows::intention(&held)).await.unwrap();
    let (change, note) = rows::new_current(&held, 1);
    table.make_current(&held, &change, &note).await.unwrap();
    let now = to_json(&only_item(&stack.dynamodb(), CONNECTIONS).await);
    let frozen: Vec<serde_json::Value> = serde_json::from_str(ROWS).unwrap();
    for (name, value) in now.as_object().unwrap() {
        let kind = |value: &serde_json::Value| value.as_object().unwrap().keys().next().cloned();
        assert_eq!(frozen[0].get(name).and_then(kind), kind(value), "{name}");
    }
}
