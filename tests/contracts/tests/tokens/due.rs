//! The index of due stores.

use std::{collections::BTreeMap, time::Duration};

use contracts::{
    clock,
    items::{Item, number, put, text},
    rows::{ending, granted, lease, note, shop, wish},
    stack::{CONNECTIONS, Stack},
};
use countersign_adapters::dynamodb::DynamoTokenRows;
use countersign_core::{
    ports::{DisconnectRows, DueStore, DueStores, Ending, TokenLeases},
    tokens::Step,
};

const MILLISECOND: Duration = Duration::from_millis(1);

/// Leaves the shop due in so many minutes.
async fn due_in(rows: &DynamoTokenRows, number: u32, minutes: u64) {
    let (lease, _) = granted(rows, &wish(&shop(number), 1, clock::now())).await;
    let due_at = Some(clock::now() + Duration::from_mins(minutes));
    rows.release(&lease, &Ending { due_at, ..ending() }).await.unwrap();
}

/// What is due so many minutes from now, over all shards.
async fn all_due(rows: &DynamoTokenRows, minutes: u64) -> BTreeMap<u8, Vec<DueStore>> {
    let now = clock::now() + Duration::from_mins(minutes);
    let mut all = BTreeMap::new();
    for shard in 0..DynamoTokenRows::SHARDS {
        all.insert(shard, rows.due(shard, now, 1000).await.unwrap());
    }
    all
}

/// The shard of a store: where it is found.
async fn shard_of(rows: &DynamoTokenRows, number: u32) -> u8 {
    let due = all_due(rows, 10_000).await;
    let found = due.into_iter().find(|(_, due)| due.iter().any(|due| due.store == shop(number)));
    found.unwrap().0
}

#[tokio::test]
async fn a_store_is_due_in_one_shard_and_not_a_millisecond_early() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    due_in(&rows, 1, 10).await;
    let due_at = clock::now() + Duration::from_mins(10);
    let shard = shard_of(&rows, 1).await;
    assert_eq!(rows.due(shard, due_at - MILLISECOND, 10).await.unwrap(), []);
    assert_eq!(rows.due(shard, due_at, 10).await.unwrap(), [DueStore { store: shop(1), due_at }]);
    assert_eq!(all_due(&rows, 10).await.values().flatten().count(), 1);
}

#[tokio::test]
async fn stores_spread_over_the_shards() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    for number in 0..160 {
        due_in(&rows, number, 1).await;
    }
    let sizes: Vec<_> = all_due(&rows, 1).await.values().map(Vec::len).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 160);
    assert!(sizes.iter().all(|size| (1..=24).contains(size)), "{sizes:?}");
}

/// Numbers of shops that share the first one's shard.
async fn neighbours(rows: &DynamoTokenRows) -> (u8, Vec<u32>) {
    for number in 1..=60 {
        due_in(rows, number, 1).await;
    }
    let shard = shard_of(rows, 1).await;
    let due = rows.due(shard, clock::now() + Duration::from_mins(1), 100).await.unwrap();
    let numbers = (1..=60).filter(|number| due.iter().any(|due| due.store == shop(*number)));
    (shard, numbers.collect())
}

#[tokio::test]
async fn the_longest_due_come_first_and_no_more_than_asked_for() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let (shard, numbers) = neighbours(&rows).await;
    let [first, second, third] = numbers[..3] else { unreachable!("60 stores share 16 shards") };
    for (number, minutes) in [(first, 3), (second, 1), (third, 2)] {
        due_in(&rows, number, 100 + minutes).await;
    }
    for number in &numbers[3..] {
        due_in(&rows, *number, 10_000).await;
    }
    let later = clock::now() + Duration::from_mins(200);
    let due = rows.due(shard, later, 2).await.unwrap();
    let stores: Vec<_> = due.into_iter().map(|due| due.store).collect();
    assert_eq!(stores, [shop(second), shop(third)]);
    assert_eq!(rows.due(shard, later, 10).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_is_not_to_be_renewed_is_not_in_the_index() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    for number in 1..=3 {
        due_in(&rows, number, 1).await;
    }
    let (out, _) = granted(&rows, &wish(&shop(1), 2, clock::now())).await;
    rows.release(&out, &Ending { due_at: None, ..ending() }).await.unwrap();
    let (gone, _) = granted(&rows, &wish(&shop(2), 2, clock::now())).await;
    rows.disconnect(&gone, &note(&gone, Step::Disconnected)).await.unwrap();
    let all: Vec<_> = all_due(&rows, 100).await.into_values().flatten().map(|due| due.store).collect();
    assert_eq!(all, [shop(3)]);
}

#[tokio::test]
async fn an_unreadable_row_keeps_no_other_waiting() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    due_in(&rows, 1, 1).await;
    let shard = shard_of(&rows, 1).await;
    for odd in 0..5 {
        let row = [
            ("store", text(format!("not a store {odd}"))),
            ("due_shard", text(shard.to_string())),
            ("due_at", number(odd)),
        ];
        let row: Item = row.map(|(name, value)| (name.to_owned(), value)).into();
        put(&stack.dynamodb(), CONNECTIONS, row).await;
    }
    let due = rows.due(shard, clock::now() + Duration::from_mins(1), 1).await.unwrap();
    assert_eq!(due.into_iter().map(|due| due.store).collect::<Vec<_>>(), [shop(1)]);
}

#[tokio::test]
async fn a_store_that_is_leased_can_be_due() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    due_in(&rows, 1, 1).await;
    lease(&rows, 2, clock::now()).await;
    assert_eq!(all_due(&rows, 1).await.into_values().flatten().count(), 1, "its holder may not come back");
}
