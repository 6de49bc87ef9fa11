//! What lies in the tables: state and notes, no credential, and nothing of anybody's.

use std::collections::BTreeSet;

use contracts::{
    clock,
    items::{Item, flag, number, only_item, put, scan, text},
    rows::{LEASE, Rows, all_writes, ending, intention, lease, new_current, note, shop, version_of, wish},
    stack::{AUDIT, CONNECTIONS, Stack},
};
use countersign_adapters::dynamodb::DynamoTokenRows;
use countersign_core::{
    ports::{Acquired, CurrentRows, LeaseClaim, Mark, MarkRows, RowError, TokenLeases, Written},
    tokens::Step,
    wall_time::epoch_millis,
};

/// Everything a row may ever hold.
const ATTRIBUTES: [&str; 23] = [
    "store",
    "v",
    "status",
    "credentials",
    "fence",
    "lease_owner",
    "lease_until",
    "generation",
    "current_version",
    "settled",
    "intents",
    "token_issued_at",
    "token_ends_at",
    "refresh_ends_at",
    "scopes",
    "installed_at",
    "paid_until",
    "failures",
    "due_shard",
    "due_at",
    "doubt",
    "doubt_since",
    "wanted_at",
];

fn names(items: &[Item]) -> BTreeSet<&str> {
    items.iter().flat_map(Item::keys).map(String::as_str).collect()
}

async fn notes(stack: &Stack) -> Vec<Item> {
    scan(&stack.dynamodb(), AUDIT).await
}

#[tokio::test]
async fn a_row_holds_state_and_no_text_of_anybody_elses() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    rows.intend(&held, &intention(&held)).await.unwrap();
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    let full = scan(&stack.dynamodb(), CONNECTIONS).await;
    rows.release(&held, &ending()).await.unwrap();
    let idle = scan(&stack.dynamodb(), CONNECTIONS).await;
    let told: BTreeSet<_> = names(&full).union(&names(&idle)).copied().collect();
    let allowed = BTreeSet::from(ATTRIBUTES);
    assert_eq!(told.difference(&allowed).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(!idle[0].contains_key("lease_owner") && !idle[0].contains_key("lease_until"));
    assert_eq!(idle[0]["v"], number(1));
}

#[tokio::test]
async fn what_became_current_is_noted_with_it() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 4);
    for _ in 0..2 {
        assert_eq!(rows.make_current(&held, &change, &noted).await.unwrap(), Written::Done);
    }
    let place = "00000000000000000001#store.connected#00000000000000000004";
    let expected = [
        ("stream", text("shopify#test-shop-1.myshopify.com")),
        ("entry", text(format!("{place}#{}", version_of(&held).as_str()))),
        ("v", number(1)),
        ("store", text("shopify#test-shop-1.myshopify.com")),
        ("step", text("store.connected")),
        ("fence", number(1)),
        ("at", number(epoch_millis(clock::now()))),
        ("version", text(version_of(&held).as_str())),
        ("generation", number(4)),
        ("cause", text("install")),
        ("repaired", flag(false)),
    ];
    let expected: Item = expected.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(only_item(&stack.dynamodb(), AUDIT).await, expected, "written twice, noted once");
}

#[tokio::test]
async fn every_step_of_a_lease_has_a_note_of_its_own() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    rows.mark(&held, Mark::Unavailable, &note(&held, Step::Unavailable)).await.unwrap();
    all_writes(&rows, &held).await;
    let notes = notes(&stack).await;
    let steps: BTreeSet<_> = notes.iter().map(|note| note["step"].as_s().unwrap().as_str()).collect();
    let expected = ["store.connected", "store.disconnected", "store.unavailable", "token.reauth_required"];
    assert_eq!(steps, BTreeSet::from(expected));
}

#[tokio::test]
async fn a_stale_write_leaves_no_note() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let old = lease(&rows, 1, clock::now()).await;
    lease(&rows, 2, clock::now() + LEASE).await;
    all_writes(&rows, &old).await;
    assert_eq!(notes(&stack).await, []);
}

#[tokio::test]
async fn without_its_note_nothing_is_changed() {
    let stack = Stack::start().await;
    let client = stack.adapters().dynamodb();
    let rows = DynamoTokenRows::new(client, CONNECTIONS.to_owned(), "no-such-table".to_owned());
    let held = lease(&rows, 1, clock::now()).await;
    let before = only_item(&stack.dynamodb(), CONNECTIONS).await;
    let (change, noted) = new_current(&held, 1);
    let refused = rows.make_current(&held, &change, &noted).await;
    assert!(matches!(refused, Err(RowError::Refused(_))), "{refused:?}");
    assert_eq!(only_item(&stack.dynamodb(), CONNECTIONS).await, before);
}

/// What is made of a row with one attribute set by another hand.
async fn with(name: &str, value: aws_sdk_dynamodb::types::AttributeValue) -> String {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    let mut item = only_item(&stack.dynamodb(), CONNECTIONS).await;
    item.insert(name.to_owned(), value);
    put(&stack.dynamodb(), CONNECTIONS, item).await;
    assert_same_by_lease(&rows).await;
    rows.row(&shop(1)).await.unwrap_err().to_string()
}

/// The row that comes with a lease is read as strictly.
async fn assert_same_by_lease(rows: &impl Rows) {
    let later = LeaseClaim { now: clock::now() + 2 * LEASE, ..wish(&shop(1), 9, clock::now()) };
    let answer = rows.acquire(&later).await;
    assert!(!matches!(answer, Ok(Acquired::Granted(..))), "{answer:?}");
}

#[tokio::test]
async fn a_row_that_is_not_as_we_write_it_is_named_and_not_guessed_at() {
    let odd = [
        ("v", number(2)),
        ("status", text("something-new")),
        ("credentials", number(1)),
        ("generation", text("many")),
        ("current_version", text("short")),
        ("settled", text("yes")),
        ("token_ends_at", text("soon")),
        ("doubt", text("methodical")),
        ("wanted_at", text("now")),
        ("installed_at", flag(true)),
        ("paid_until", text("")),
        ("intents", text("[]")),
    ];
    for (name, value) in odd {
        let said = with(name, value).await;
        assert_eq!(said, format!("connections table holds a row without a usable `{name}`"));
    }
}
