//! The round over all connected stores, and how far it has come.

use std::time::Duration;

use contracts::{
    clock,
    items::{put, text},
    rows::{granted, lease, new_current, note, wish},
    stack::{CALLER, CONNECTIONS, Stack},
};
use countersign_core::{
    ports::{ConnectedPage, ConnectedStores, CurrentRows, DisconnectRows, Rounds, RowError, Written},
    round::Round,
    store::Store,
    tokens::Step,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::keyed::{connect, pad, woo};

/// Every page there is, the longest way round.
async fn pages(stack: &Stack) -> Vec<ConnectedPage> {
    let (stores, mut pages) = (stack.rounds(), Vec::<ConnectedPage>::new());
    loop {
        let after = pages.last().and_then(|page| page.next.clone());
        let page = stores.connected(after.as_deref()).await.unwrap();
        let last = page.next.is_none();
        pages.push(page);
        if last {
            return pages;
        }
    }
}

async fn in_order(stack: &Stack) -> Vec<String> {
    let stores = pages(stack).await.into_iter().flat_map(|page| page.stores);
    stores.map(|store| store.to_string()).collect()
}

async fn found(stack: &Stack) -> Vec<String> {
    let mut found = in_order(stack).await;
    found.sort();
    found
}

fn first() -> Round {
    Round::to_go_on_with(None, clock::now()).unwrap()
}

#[tokio::test]
async fn every_connected_store_is_found_whatever_the_size_of_the_table() {
    let stack = Stack::start().await;
    for number in 1..=7 {
        connect(&stack, number).await;
        pad(&stack, number).await;
    }
    assert!(pages(&stack).await.len() > 1);
    assert_eq!(found(&stack).await, [1, 2, 3, 4, 5, 6, 7].map(|n| format!("woocommerce#{}", woo(n))));
}

#[tokio::test]
async fn whoever_goes_on_after_a_store_misses_none_and_repeats_none() {
    let stack = Stack::start().await;
    for number in 1..=7 {
        connect(&stack, number).await;
    }
    let whole = in_order(&stack).await;
    for (at, store) in whole.iter().enumerate() {
        let rest = stack.rounds().connected(Some(store)).await.unwrap();
        let rest: Vec<_> = rest.stores.iter().map(ToString::to_string).collect();
        assert_eq!(rest, whole[at + 1..]);
    }
}

#[tokio::test]
async fn stores_of_both_platforms_are_among_them_and_those_that_left_are_not() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let begun = lease(&rows, 1, clock::now()).await;
    connect(&stack, 2).await;
    connect(&stack, 3).await;
    assert_eq!(found(&stack).await.len(), 2, "an installation that is under way is no connection");
    let (change, became) = new_current(&begun, 1);
    rows.make_current(&begun, &change, &became).await.unwrap();
    let (held, _) = granted(&rows, &wish(&Store::WooCommerce(woo(2)), 1, clock::now())).await;
    assert_eq!(found(&stack).await.len(), 3, "a lease takes nothing away");
    rows.disconnect(&held, &note(&held, Step::Disconnected)).await.unwrap();
    assert_eq!(found(&stack).await, [begun.store.to_string(), format!("woocommerce#{}", woo(3))]);
}

#[tokio::test]
async fn one_row_of_another_hand_keeps_no_store_from_being_found() {
    let stack = Stack::start().await;
    connect(&stack, 1).await;
    for (store, status) in [("woocommerce#shop-0", "something-new"), ("woocommerce#", "connected")] {
        let row = [("store", text(store)), ("status", text(status))];
        put(&stack.dynamodb(), CONNECTIONS, row.map(|(name, value)| (name.to_owned(), value)).into()).await;
    }
    stack.rounds().keep(&first().gone_on(None)).await.unwrap();
    assert_eq!(found(&stack).await, ["woocommerce#shop-1"]);
}

#[tokio::test]
async fn a_round_is_read_as_it_was_kept() {
    let stack = Stack::start().await;
    assert_eq!(stack.rounds().round().await.unwrap(), None);
    let mut round = first();
    for after in [Some("woocommerce#shop-1".to_owned()), Some("shopify#a.myshopify.com".to_owned()), None] {
        round = round.gone_on(after);
        assert_eq!(stack.rounds().keep(&round).await.unwrap(), Written::Done);
        assert_eq!(stack.rounds().round().await.unwrap().as_ref(), Some(&round));
    }
    let next = Round::to_go_on_with(Some(round), clock::now() + Duration::from_hours(24)).unwrap();
    let next = next.gone_on(Some("woocommerce#shop-1".to_owned()));
    assert_eq!(stack.rounds().keep(&next).await.unwrap(), Written::Done);
    assert_eq!(stack.rounds().round().await.unwrap(), Some(next));
}

#[tokio::test]
async fn of_two_that_go_on_from_one_turn_one_is_stale_and_changes_nothing() {
    let stack = Stack::start().await;
    for before in [first(), first().gone_on(Some("woocommerce#shop-1".to_owned()))] {
        let (one, other) =
            (before.clone().gone_on(Some("woocommerce#shop-2".to_owned())), before.gone_on(None));
        assert_eq!(stack.rounds().keep(&one).await.unwrap(), Written::Done);
        assert_eq!(stack.rounds().keep(&other).await.unwrap(), Written::Stale);
        assert_eq!(stack.rounds().round().await.unwrap(), Some(one));
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_taken_for_another_run() {
    let stack = Stack::start().await;
    let mut round = first();
    for after in [Some("woocommerce#shop-1".to_owned()), None] {
        round = round.gone_on(after);
        stack.aws.faults().inject(Fault::new(Trouble::CutAfter).by(CALLER).on("UpdateItem").times(1));
        assert_eq!(stack.rounds().keep(&round).await.unwrap(), Written::Done);
    }
    assert_eq!(stack.rounds().keep(&round).await.unwrap(), Written::Stale, "another who writes the same");
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let stack = Stack::start().await;
    let rounds = stack.rounds();
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(matches!(rounds.connected(None).await, Err(RowError::Unavailable(_))));
    assert!(matches!(rounds.round().await, Err(RowError::Unavailable(_))));
    assert!(matches!(rounds.keep(&first().gone_on(None)).await, Err(RowError::Unavailable(_))));
    stack.aws.faults().clear();
    stack.aws.permissions().restrict(CALLER, []);
    assert!(matches!(rounds.connected(None).await, Err(RowError::Refused(_))));
    assert!(matches!(rounds.keep(&first().gone_on(None)).await, Err(RowError::Refused(_))));
}

#[tokio::test]
async fn these_permissions_are_enough() {
    let stack = Stack::start().await;
    let table = format!("arn:aws:dynamodb:*:*:table/{CONNECTIONS}");
    let grants =
        ["Scan", "GetItem", "UpdateItem"].map(|name| Grant::new(&format!("dynamodb:{name}"), &table));
    stack.aws.permissions().restrict(CALLER, grants);
    assert!(found(&stack).await.is_empty());
    stack.rounds().keep(&first().gone_on(None)).await.unwrap();
    assert!(stack.rounds().round().await.unwrap().is_some());
}
