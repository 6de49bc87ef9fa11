//! What was written by version 1 is read by every later one. The fixtures are never changed, only added to.

use std::time::Duration;

use contracts::{
    entries::event,
    items::{from_json, put},
    ledger::{claim, granted, warehouse},
    stack::{DELIVERIES, Stack},
};
use countersign_core::{
    ports::{Claim, DueDelivery, Ledger},
    wall_time::from_epoch_millis,
};

/// One row of each state: leased, waiting, parked, delivered, dead; events 1 to 5.
const ROWS: &str = include_str!("../../fixtures/delivery-rows-v1.json");

/// When all of them were written.
const WRITTEN: u64 = 1_795_305_085_123;

async fn with_rows() -> Stack {
    let stack = Stack::start().await;
    let rows: Vec<serde_json::Value> = serde_json::from_str(ROWS).unwrap();
    for row in &rows {
        put(&stack.dynamodb(), DELIVERIES, from_json(row)).await;
    }
    stack
}

#[tokio::test]
async fn rows_of_version_1_keep_their_meaning() {
    let (stack, written) = (with_rows().await, from_epoch_millis(WRITTEN));
    let claims = [
        Claim::NotNow(Duration::from_secs(25)),
        Claim::NotNow(Duration::from_secs(5)),
        Claim::Settled,
        Claim::Settled,
        Claim::Settled,
    ];
    for (number, expected) in (1..).zip(claims) {
        assert_eq!(claim(&stack.ledger(), event(number), written).await, expected, "{number}");
    }
}

#[tokio::test]
async fn rows_of_version_1_go_on_where_they_were() {
    let (stack, later) = (with_rows().await, from_epoch_millis(WRITTEN) + Duration::from_mins(30));
    let parked = DueDelivery { event: event(3), partner: warehouse(), due_at: later };
    assert_eq!(stack.ledger().due(later, 10).await.unwrap(), [parked]);
    for number in 1..=3 {
        assert_eq!(granted(&stack.ledger(), event(number), later).await.number, 2);
    }
    for number in 4..=5 {
        assert_eq!(claim(&stack.ledger(), event(number), later).await, Claim::Settled);
    }
}
