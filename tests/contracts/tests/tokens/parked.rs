//! Stores that the schedule leaves alone.

use std::collections::BTreeSet;

use contracts::{
    clock,
    items::{put, text},
    rows::{all_writes, ending, granted, lease, new_current, note, shop, wish},
    stack::{CONNECTIONS, Stack},
};
use countersign_adapters::dynamodb::DynamoTokenRows;
use countersign_core::{
    ports::{CurrentRows, Mark, MarkRows, ParkedStores, TokenLeases},
    store::Store,
    tokens::Step,
};

/// Connects a shop, and marks it.
async fn connected(rows: &DynamoTokenRows, number: u32, mark: Option<Mark>) {
    let (lease, _) = granted(rows, &wish(&shop(number), 1, clock::now())).await;
    let (change, noted) = new_current(&lease, 1);
    rows.make_current(&lease, &change, &noted).await.unwrap();
    if let Some(mark) = mark {
        rows.mark(&lease, mark, &note(&lease, Step::Unavailable)).await.unwrap();
    }
    rows.release(&lease, &ending()).await.unwrap();
}

async fn all_parked(rows: &DynamoTokenRows) -> BTreeSet<String> {
    let (mut all, mut after) = (BTreeSet::new(), None::<String>);
    loop {
        let page = rows.parked(after.as_deref()).await.unwrap();
        all.extend(page.stores.iter().map(Store::to_string));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[tokio::test]
async fn the_marked_ones_are_found_and_no_others() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    connected(&rows, 2, None).await;
    connected(&rows, 3, Some(Mark::Unavailable)).await;
    connected(&rows, 4, Some(Mark::ReauthRequired)).await;
    // Marked, and then disconnected.
    let gone = lease(&rows, 1, clock::now()).await;
    all_writes(&rows, &gone).await;
    let woo = [("store", "woocommerce#a"), ("status", "connected"), ("credentials", "unavailable")];
    let woo = woo.map(|(name, value)| (name.to_owned(), text(value)));
    put(&stack.dynamodb(), CONNECTIONS, woo.into()).await;
    assert_eq!(all_parked(&rows).await, [3, 4].map(|number| shop(number).to_string()).into());
}

#[tokio::test]
async fn a_table_of_several_pages_is_read_to_its_end() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    for number in 0..20 {
        connected(&rows, number, Some(Mark::Unavailable)).await;
        // A row of a hundred kilobytes; a page holds one megabyte.
        let padding = [
            ("store".to_owned(), text(format!("padding#{number}"))),
            ("x".to_owned(), text("x".repeat(100_000))),
        ];
        put(&stack.dynamodb(), CONNECTIONS, padding.into()).await;
    }
    assert_eq!(all_parked(&rows).await.len(), 20);
}
