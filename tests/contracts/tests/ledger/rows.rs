//! What lies in the table: ids and state, and nothing about people.

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use contracts::{
    clock,
    entries::{MEMORY, event},
    items::{Item, number, only_item, scan, text},
    ledger::{LEASE, claim, granted, parked, settled, waiting},
    stack::{DELIVERIES, Stack},
};
use countersign_core::{
    delivery::Reason,
    ports::{Ledger, Settlement},
    wall_time::{day, epoch_millis},
};

/// Everything a row may ever hold.
const ATTRIBUTES: [&str; 13] = [
    "event",
    "partner",
    "state",
    "attempts",
    "claim",
    "leased_until",
    "due_at",
    "due_shard",
    "dead_day",
    "reason",
    "updated_at",
    "expires_at",
    "v",
];

const REASONS: [Reason; 14] = [
    Reason::PartnerBusy,
    Reason::Redirected,
    Reason::CredentialsRefused,
    Reason::EventRefused,
    Reason::Timeout,
    Reason::Unreachable,
    Reason::Tls,
    Reason::Protocol,
    Reason::BlockedAddress,
    Reason::BadCredential,
    Reason::EventGone,
    Reason::EventDamaged,
    Reason::StoreDisconnected,
    Reason::Unsubscribed,
];

fn dead(reason: Reason) -> Settlement {
    Settlement::Dead { reason }
}

/// The dead letters of a partner and a day, as whoever looks for them asks the index.
async fn dead_letters(stack: &Stack, partner_day: &str) -> Vec<Item> {
    let query = stack.dynamodb().query().table_name(DELIVERIES).index_name("dead");
    let query = query.key_condition_expression("dead_day = :day");
    query.expression_attribute_values(":day", text(partner_day)).send().await.unwrap().items.unwrap()
}

fn today(now: SystemTime) -> String {
    format!("warehouse#{}", day(now))
}

#[tokio::test]
async fn a_row_holds_ids_and_state_and_no_text_of_anybody_elses() {
    let (stack, now) = (Stack::start().await, clock::now());
    let ledger = stack.ledger();
    granted(&ledger, event(1), now).await;
    settled(&ledger, event(2), now, waiting(now)).await;
    settled(&ledger, event(3), now, parked(now)).await;
    settled(&ledger, event(4), now, Settlement::Delivered).await;
    settled(&ledger, event(5), now, dead(Reason::EventRefused)).await;
    let rows = scan(&stack.dynamodb(), DELIVERIES).await;
    let names: BTreeSet<_> = rows.iter().flat_map(Item::keys).map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(ATTRIBUTES));
    assert!(rows.iter().all(|row| row["v"] == number(1)));
}

#[tokio::test]
async fn a_finished_row_forgets_what_it_needs_no_more() {
    let (stack, now) = (Stack::start().await, clock::now());
    let ledger = stack.ledger();
    settled(&ledger, event(1), now, parked(now + LEASE)).await;
    settled(&ledger, event(1), now + LEASE, Settlement::Delivered).await;
    let row = only_item(&stack.dynamodb(), DELIVERIES).await;
    let names: BTreeSet<_> = row.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        BTreeSet::from(["event", "partner", "state", "attempts", "updated_at", "expires_at", "v"])
    );
    assert_eq!((&row["state"], &row["attempts"]), (&text("delivered"), &number(2)));
}

#[tokio::test]
async fn a_row_lives_as_long_as_the_journal_counted_from_the_first_claim() {
    let (stack, now) = (Stack::start().await, clock::now());
    settled(&stack.ledger(), event(1), now, waiting(now)).await;
    claim(&stack.ledger(), event(1), now + Duration::from_hours(24)).await;
    let row = only_item(&stack.dynamodb(), DELIVERIES).await;
    assert_eq!(row["expires_at"], number(epoch_millis(now + MEMORY) / 1000));
}

#[tokio::test]
async fn every_reason_is_written_by_its_name() {
    let (stack, now) = (Stack::start().await, clock::now());
    for (number, reason) in (0..).zip(REASONS) {
        settled(&stack.ledger(), event(number), now, dead(reason)).await;
    }
    for row in scan(&stack.dynamodb(), DELIVERIES).await {
        let reason = row["reason"].as_s().unwrap();
        assert!(Reason::parse(reason).is_some(), "{reason}");
    }
}

#[tokio::test]
async fn dead_letters_are_found_by_partner_and_day_with_reason_and_attempts() {
    let (stack, now) = (Stack::start().await, clock::now());
    settled(&stack.ledger(), event(1), now, waiting(now)).await;
    settled(&stack.ledger(), event(1), now, dead(Reason::EventRefused)).await;
    let found = dead_letters(&stack, &today(now)).await;
    assert_eq!(found.len(), 1);
    let expected = [
        ("event", text(event(1).to_string())),
        ("partner", text("warehouse")),
        ("dead_day", text(today(now))),
        ("reason", text("event_refused")),
        ("attempts", number(2)),
    ];
    assert_eq!(found[0], expected.map(|(name, value)| (name.to_owned(), value)).into());
}

#[tokio::test]
async fn only_the_dead_are_among_the_dead_letters() {
    let (stack, now) = (Stack::start().await, clock::now());
    let ends = [waiting(now), parked(now), Settlement::Delivered];
    for (number, end) in (1..).zip(ends) {
        settled(&stack.ledger(), event(number), now, end).await;
    }
    let yesterday = now - Duration::from_hours(24);
    settled(&stack.ledger(), event(9), yesterday, dead(Reason::Timeout)).await;
    assert_eq!(dead_letters(&stack, &today(now)).await, []);
    assert_eq!(dead_letters(&stack, &today(yesterday)).await.len(), 1);
}

#[tokio::test]
async fn a_row_that_is_not_as_we_write_it_keeps_no_other_waiting() {
    let (stack, now) = (Stack::start().await, clock::now());
    settled(&stack.ledger(), event(1), now, parked(now)).await;
    let mut row = only_item(&stack.dynamodb(), DELIVERIES).await;
    row.insert("partner".to_owned(), text("Not A Name"));
    contracts::items::put(&stack.dynamodb(), DELIVERIES, row).await;
    let due = stack.ledger().due(now, 10).await.unwrap();
    assert_eq!(due.iter().map(|one| one.event).collect::<Vec<_>>(), [event(1)]);
}
