//! What stores tell of themselves, as it is written down.

use std::time::{Duration, SystemTime};

use contracts::{
    clock,
    items::{Item, number, only_item, put, scan, text},
    rows::{ending, lease, new_current, shop},
    stack::{AUDIT, CALLER, COMPLIANCE, CONNECTIONS, Stack},
};
use countersign_core::{
    event::EventId,
    lifecycle::RequestKind,
    ports::{
        ComplianceRequest, CurrentRows, LifecycleRecords, Recorded, RowError, ScopesChange, TokenLeases,
        Written,
    },
    tokens::Scopes,
    wall_time::epoch_millis,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::lose_an_answer;

const DAY: Duration = Duration::from_hours(24);

fn event(number: u8) -> EventId {
    EventId::parse(&format!("evt_{}", format!("{number:02x}").repeat(16))).unwrap()
}

fn scopes(number: u8, since: SystemTime) -> ScopesChange {
    let scopes = Scopes::parse("read_products").unwrap();
    ScopesChange { event: event(number), store: shop(1), scopes, since, at: clock::now() + 2 * DAY }
}

fn request(number: u8) -> ComplianceRequest {
    let (event, received_at) = (event(number), clock::now());
    let (kind, due_at) = (RequestKind::RedactCustomer, received_at + 30 * DAY);
    ComplianceRequest { event, store: shop(1), kind, received_at, due_at }
}

/// The first shop is installed, now, with other scopes.
async fn connected() -> Stack {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    rows.release(&held, &ending()).await.unwrap();
    stack
}

/// The notes of a step.
async fn notes(stack: &Stack, step: &str) -> Vec<Item> {
    let mut notes = scan(&stack.dynamodb(), AUDIT).await;
    notes.retain(|note| note["step"] == text(step));
    notes
}

#[tokio::test]
async fn scopes_are_those_of_the_latest_news() {
    let stack = connected().await;
    let before = only_item(&stack.dynamodb(), CONNECTIONS).await;
    let (records, later) = (stack.lifecycle_records(), clock::now() + DAY);
    assert_eq!(records.record_scopes(&scopes(1, later)).await.unwrap(), Recorded::New);
    let mut row = only_item(&stack.dynamodb(), CONNECTIONS).await;
    assert_eq!(row.remove("scopes_at"), Some(number(epoch_millis(later))));
    assert_eq!(row.insert("scopes".to_owned(), before["scopes"].clone()), Some(text("read_products")));
    assert_eq!(row, before, "and nothing else is changed");
    for known in [scopes(1, later), scopes(2, later), scopes(3, later - DAY / 2)] {
        assert_eq!(records.record_scopes(&known).await.unwrap(), Recorded::Known);
    }
    assert_eq!(notes(&stack, "store.scopes_changed").await.len(), 1);
    assert_eq!(records.record_scopes(&scopes(4, later + DAY)).await.unwrap(), Recorded::New);
    assert_eq!(notes(&stack, "store.scopes_changed").await.len(), 2);
}

#[tokio::test]
async fn an_installation_knows_better_than_older_news() {
    let stack = connected().await;
    let before = only_item(&stack.dynamodb(), CONNECTIONS).await;
    let older = scopes(1, clock::now() - Duration::from_millis(1));
    assert_eq!(stack.lifecycle_records().record_scopes(&older).await.unwrap(), Recorded::Known);
    assert_eq!(only_item(&stack.dynamodb(), CONNECTIONS).await, before);
    assert!(notes(&stack, "store.scopes_changed").await.is_empty());
}

#[tokio::test]
async fn news_of_a_store_that_is_not_makes_none() {
    let stack = Stack::start().await;
    let news = scopes(1, clock::now());
    assert_eq!(stack.lifecycle_records().record_scopes(&news).await.unwrap(), Recorded::Known);
    assert!(scan(&stack.dynamodb(), CONNECTIONS).await.is_empty());
    assert!(scan(&stack.dynamodb(), AUDIT).await.is_empty());
}

#[tokio::test]
async fn a_request_is_kept_once_with_the_day_it_is_due_and_nobodys_data() {
    let stack = Stack::start().await;
    let (records, asked) = (stack.lifecycle_records(), request(1));
    assert_eq!(records.record_request(&asked).await.unwrap(), Recorded::New);
    assert_eq!(records.record_request(&asked).await.unwrap(), Recorded::Known);
    let row = only_item(&stack.dynamodb(), COMPLIANCE).await;
    let expected = [
        ("request", text(event(1).to_string())),
        ("v", number(1)),
        ("store", text(shop(1).to_string())),
        ("kind", text("redact_customer")),
        ("state", text("open")),
        ("received_at", number(epoch_millis(clock::now()))),
        ("due_shard", text("1")),
        ("due_at", number(epoch_millis(clock::now() + 30 * DAY))),
    ];
    assert_eq!(row, expected.map(|(name, value)| (name.to_owned(), value)).into());
    let note = only_item(&stack.dynamodb(), AUDIT).await;
    assert_eq!((&note["step"], &note["event"]), (&text("compliance.requested"), &row["request"]));
    assert_eq!((&note["stream"], &note["due_at"]), (&row["store"], &row["due_at"]));
}

#[tokio::test]
async fn a_request_that_was_carried_out_is_not_opened_again() {
    let stack = Stack::start().await;
    stack.lifecycle_records().record_request(&request(1)).await.unwrap();
    assert_eq!(stack.lifecycle_records().open_requests().await.unwrap(), [request(1).due_at]);
    let mut row = only_item(&stack.dynamodb(), COMPLIANCE).await;
    row.insert("state".to_owned(), text("done"));
    row.remove("due_shard");
    put(&stack.dynamodb(), COMPLIANCE, row.clone()).await;
    assert_eq!(stack.lifecycle_records().record_request(&request(1)).await.unwrap(), Recorded::Known);
    assert_eq!(only_item(&stack.dynamodb(), COMPLIANCE).await, row);
    assert!(stack.lifecycle_records().open_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn everything_that_is_open_is_counted_in_every_shard() {
    let stack = Stack::start().await;
    let records = stack.lifecycle_records();
    for number in 0..64 {
        records.record_request(&request(number)).await.unwrap();
    }
    assert_eq!(records.open_requests().await.unwrap(), [request(0).due_at; 64]);
}

/// A token's grant says what it may do; what was said before it was issued is old, whenever it is heard.
#[tokio::test]
async fn a_newer_token_knows_better_than_older_news() {
    let stack = connected().await;
    let mut row = only_item(&stack.dynamodb(), CONNECTIONS).await;
    row.insert("token_issued_at".to_owned(), number(epoch_millis(clock::now() + DAY)));
    put(&stack.dynamodb(), CONNECTIONS, row.clone()).await;
    let records = stack.lifecycle_records();
    let older = scopes(1, clock::now() + DAY / 2);
    assert_eq!(records.record_scopes(&older).await.unwrap(), Recorded::Known);
    assert_eq!(only_item(&stack.dynamodb(), CONNECTIONS).await, row);
    assert_eq!(records.record_scopes(&scopes(2, clock::now() + DAY)).await.unwrap(), Recorded::New);
}

#[tokio::test]
async fn what_was_written_and_not_heard_of_is_new_and_written_once() {
    let stack = connected().await;
    let records = stack.lifecycle_records();
    lose_an_answer(&stack);
    assert_eq!(records.record_request(&request(1)).await.unwrap(), Recorded::New);
    lose_an_answer(&stack);
    assert_eq!(records.record_scopes(&scopes(2, clock::now() + DAY)).await.unwrap(), Recorded::New);
    assert!(stack.aws.faults().is_spent());
    for step in ["compliance.requested", "store.scopes_changed"] {
        assert_eq!(notes(&stack, step).await.len(), 1, "{step}");
    }
}

/// The rules repeat a change whose answer was lost, by a call of its own.
#[tokio::test]
async fn a_repeated_change_finds_its_note_and_is_done() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 1);
    for _ in 0..2 {
        assert_eq!(rows.make_current(&held, &change, &noted).await.unwrap(), Written::Done);
    }
    assert_eq!(scan(&stack.dynamodb(), AUDIT).await.len(), 1);
}

/// Whoever could write to the table could else have history written over by us.
#[tokio::test]
async fn a_note_is_never_replaced() {
    let stack = connected().await;
    let records = stack.lifecycle_records();
    assert_eq!(records.record_request(&request(1)).await.unwrap(), Recorded::New);
    let [mut planted] = notes(&stack, "compliance.requested").await.try_into().unwrap();
    planted.insert("at".to_owned(), number(1));
    put(&stack.dynamodb(), AUDIT, planted.clone()).await;
    let key = Item::from([(
        "request".to_owned(),
        only_item(&stack.dynamodb(), COMPLIANCE).await["request"].clone(),
    )]);
    let delete = stack.dynamodb().delete_item().table_name(COMPLIANCE).set_key(Some(key));
    delete.send().await.unwrap();
    let refused = records.record_request(&request(1)).await;
    assert!(matches!(refused, Err(RowError::Refused(_))), "{refused:?}");
    assert_eq!(notes(&stack, "compliance.requested").await, [planted]);
    assert!(scan(&stack.dynamodb(), COMPLIANCE).await.is_empty());
}

#[tokio::test]
async fn without_its_note_nothing_is_kept() {
    let stack = connected().await;
    let before = scan(&stack.dynamodb(), CONNECTIONS).await;
    stack.dynamodb().delete_table().table_name(AUDIT).send().await.unwrap();
    let records = stack.lifecycle_records();
    assert!(records.record_request(&request(1)).await.is_err());
    assert!(records.record_scopes(&scopes(2, clock::now() + DAY)).await.is_err());
    assert!(scan(&stack.dynamodb(), COMPLIANCE).await.is_empty());
    assert_eq!(scan(&stack.dynamodb(), CONNECTIONS).await, before);
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let stack = connected().await;
    let records = stack.lifecycle_records();
    let news = scopes(1, clock::now() + DAY);
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(matches!(records.record_request(&request(1)).await, Err(RowError::Unavailable(_))));
    assert!(matches!(records.record_scopes(&news).await, Err(RowError::Unavailable(_))));
    assert!(matches!(records.open_requests().await, Err(RowError::Unavailable(_))));
    stack.aws.faults().clear();
    stack.aws.permissions().restrict(CALLER, []);
    assert!(matches!(records.record_request(&request(1)).await, Err(RowError::Refused(_))));
    assert!(matches!(records.record_scopes(&news).await, Err(RowError::Refused(_))));
    assert!(matches!(records.open_requests().await, Err(RowError::Refused(_))));
}

#[tokio::test]
async fn these_permissions_are_enough() {
    let stack = connected().await;
    let grants = [("UpdateItem", CONNECTIONS), ("UpdateItem", COMPLIANCE), ("PutItem", AUDIT)];
    let grants = grants.map(|(action, table)| {
        Grant::new(&format!("dynamodb:{action}"), &format!("arn:aws:dynamodb:*:*:table/{table}"))
    });
    let index = format!("arn:aws:dynamodb:*:*:table/{COMPLIANCE}/index/due");
    let grants = grants.into_iter().chain([Grant::new("dynamodb:Query", &index)]);
    stack.aws.permissions().restrict(CALLER, grants);
    let records = stack.lifecycle_records();
    assert!(records.open_requests().await.unwrap().is_empty());
    assert_eq!(records.record_request(&request(1)).await.unwrap(), Recorded::New);
    assert_eq!(records.record_scopes(&scopes(2, clock::now() + DAY)).await.unwrap(), Recorded::New);
}
