//! What was written by version 1 is read by every later one. The fixtures are never changed, only added to.

use std::time::Duration;

use contracts::{
    entries::{ORDER, audit_keys, authentic, bare, delivery, event, opened, with_body},
    items::{from_json, only_item, put, to_json},
    stack::{JOURNAL, Stack},
};
use countersign_core::{
    Stage,
    journal::{Entry, Warning, verify},
    ports::{JournalReader, JournalWriter},
    wall_time::from_epoch_millis,
};
use serde_json::Value;

const ENTRY: &str = include_str!("../../fixtures/journal-entry-v1.json");
const BARE_ENTRY: &str = include_str!("../../fixtures/journal-bare-entry-v1.json");

/// What the fixture was written from.
fn entry() -> Entry {
    let taken = from_epoch_millis(1_795_305_085_123);
    let mut entry = bare(event(1), taken);
    entry.stated_at = Some(taken - Duration::from_secs(2));
    entry.delivery = Some(delivery("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"));
    entry.warnings = vec![Warning::TopicDisagrees];
    entry.people = vec!["0a".repeat(16), "0b".repeat(16)];
    with_body(entry, ORDER).0
}

fn bare_entry() -> Entry {
    authentic(bare(event(2), from_epoch_millis(1_795_305_085_123)))
}

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

async fn read(item: &str, expected: Entry) -> Entry {
    let stack = Stack::start().await;
    put(&stack.dynamodb(), JOURNAL, from_json(&fixture(item))).await;
    let read = stack.journal_reader().deliverable(expected.id).await.unwrap().unwrap();
    assert_eq!(read, expected);
    assert_eq!(verify(&read, Stage::Local, &audit_keys()), Ok(()));
    read
}

#[tokio::test]
async fn an_entry_of_version_1_reads_verifies_and_opens() {
    let read = read(ENTRY, entry()).await;
    assert_eq!(opened(&read, &[]).as_deref(), Some(ORDER));
}

#[tokio::test]
async fn an_entry_of_version_1_without_anything_optional_reads_and_verifies() {
    read(BARE_ENTRY, bare_entry()).await;
}

/// Whoever changes what is written gives it a new version and a fixture of its own.
#[tokio::test]
async fn what_is_written_is_still_version_1() {
    for (expected, entry) in [(ENTRY, entry()), (BARE_ENTRY, bare_entry())] {
        let stack = Stack::start().await;
        stack.journal_writer().append(&entry, &[]).await.unwrap();
        let written = to_json(&only_item(&stack.dynamodb(), JOURNAL).await);
        assert_eq!(written, fixture(expected), "{written:#}");
    }
}
