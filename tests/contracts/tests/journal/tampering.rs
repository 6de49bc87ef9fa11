//! Whoever can write to the table, but does not hold the audit secret, cannot alter an entry unnoticed.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    clock,
    entries::{audit_keys, authentic, bare, delivery, event, noise, opened, order, packed, with_body},
    items::{Item, bytes, number, only_item, put, text},
    journal::parts,
    stack::{JOURNAL, Stack},
};
use countersign_core::{
    Stage,
    event::EventId,
    journal::{Entry, Quarantine, Sealed, Tampered, Warning, verify},
    keys::KeyRing,
    ports::{JournalReader, JournalWriter, ReadError},
};

/// What vouches for nothing: where the item lies is vouched for by its own copy of it, the version is the reader's,
/// and what is sealed has its own proof.
const NOT_COVERED: [&str; 4] = ["id", "part", "v", "payload"];

/// Every covered attribute with another value that could well stand there.
fn forgeries() -> Vec<(&'static str, AttributeValue)> {
    vec![
        ("store", text("shopify#other-shop.myshopify.com")),
        ("topic", text("shopify/orders/paid")),
        ("received_at", number(1_700_000_000_000_u64)),
        ("stated_at", number(1_700_000_000_000_u64)),
        ("delivery", text("another-delivery")),
        ("token", text("0f".repeat(16))),
        ("warnings", AttributeValue::L(Vec::new())),
        ("quarantine", text("stale")),
        ("policy", text("fedcba9876543210")),
        ("people", AttributeValue::L(vec![text("0b".repeat(16))])),
        ("expires_at", number(1_700_000_000_u64)),
        ("mac_key", text("2")),
        ("mac", bytes(&[7; 32])),
        ("payload_digest", bytes(&[7; 32])),
        ("payload_encoding", text("deflate")),
        ("payload_key", text("2")),
    ]
}

/// An entry with everything an entry can have.
fn full() -> Entry {
    let mut entry = bare(event(1), clock::now());
    entry.stated_at = Some(clock::now());
    entry.delivery = Some(delivery("test-delivery"));
    entry.warnings = vec![Warning::TopicDisagrees];
    entry.quarantine = Some(Quarantine::Shape);
    entry.people = vec!["0a".repeat(16)];
    entry.payload = Some(packed(&entry, "{}").kept);
    authentic(entry)
}

/// What is made of an item that somebody put into the table.
async fn judged(stack: &Stack, event: EventId, item: Item) -> Result<Result<(), Tampered>, ReadError> {
    put(&stack.dynamodb(), JOURNAL, item).await;
    let entry = stack.journal_reader().deliverable(event).await?.unwrap();
    Ok(verify(&entry, Stage::Local, &keys()))
}

/// Also the older key is in force, so that to name it is not yet a give-away.
fn keys() -> KeyRing {
    let current = audit_keys();
    assert_eq!(current.current().id, "1");
    KeyRing::parse(("1", local_stack::stores::secrets::AUDIT), Some(("2", "test-another-audit-secret")))
        .unwrap()
}

async fn written(stack: &Stack, entry: &Entry) -> Item {
    stack.journal_writer().append(entry, &[]).await.unwrap();
    only_item(&stack.dynamodb(), JOURNAL).await
}

#[tokio::test]
async fn every_attribute_is_covered_or_known_not_to_be() {
    let stack = Stack::start().await;
    let item = written(&stack, &full()).await;
    let mut names: Vec<_> = item.keys().map(String::as_str).collect();
    let mut known: Vec<_> = forgeries().into_iter().map(|(name, _)| name).chain(NOT_COVERED).collect();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
    assert_eq!(judged(&stack, event(1), item).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn an_attribute_of_another_value_is_noticed() {
    let stack = Stack::start().await;
    let item = written(&stack, &full()).await;
    for (name, forged) in forgeries() {
        let mut item = item.clone();
        assert_ne!(item.insert(name.to_owned(), forged.clone()), Some(forged), "{name} is another value");
        let judged = judged(&stack, event(1), item).await.unwrap();
        assert_eq!(judged, Err(Tampered::Altered), "{name}");
    }
}

#[tokio::test]
async fn a_removed_attribute_is_noticed() {
    let stack = Stack::start().await;
    let item = written(&stack, &full()).await;
    for (name, _) in forgeries() {
        let mut item = item.clone();
        item.remove(name);
        match judged(&stack, event(1), item).await {
            Ok(judged) => assert_eq!(judged, Err(Tampered::Altered), "{name}"),
            Err(error) => assert!(matches!(error, ReadError::Unreadable(_)), "{name}: {error}"),
        }
    }
}

#[tokio::test]
async fn an_added_attribute_is_noticed() {
    let stack = Stack::start().await;
    let item = written(&stack, &authentic(bare(event(1), clock::now()))).await;
    let optional = ["stated_at", "delivery", "quarantine", "people"];
    for (name, forged) in forgeries().into_iter().filter(|(name, _)| optional.contains(name)) {
        let mut item = item.clone();
        item.insert(name.to_owned(), forged);
        assert_eq!(judged(&stack, event(1), item).await.unwrap(), Err(Tampered::Altered), "{name}");
    }
}

#[tokio::test]
async fn an_entry_moved_to_another_key_is_noticed() {
    let stack = Stack::start().await;
    let item = written(&stack, &full()).await;
    let elsewhere = Item::from([("id".to_owned(), text(event(2).to_string()))]);
    let moved = item.into_iter().chain(elsewhere).collect();
    assert_eq!(judged(&stack, event(2), moved).await.unwrap(), Err(Tampered::Altered));
}

#[tokio::test]
async fn an_entry_that_was_for_nobody_cannot_be_made_deliverable() {
    let stack = Stack::start().await;
    let quarantined = Entry { head: countersign_core::journal::Head::Quarantine, ..full() };
    let mut item = written(&stack, &authentic(quarantined)).await;
    item.insert("part".to_owned(), text("head#deliver"));
    assert_eq!(judged(&stack, event(1), item).await.unwrap(), Err(Tampered::Altered));
}

#[tokio::test]
async fn a_key_that_is_not_in_force_vouches_for_nothing() {
    let stack = Stack::start().await;
    let mut item = written(&stack, &full()).await;
    item.insert("mac_key".to_owned(), text("3"));
    assert_eq!(judged(&stack, event(1), item).await.unwrap(), Err(Tampered::UnknownKey));
}

#[tokio::test]
async fn erasure_leaves_an_entry_genuine() {
    let stack = Stack::start().await;
    let inline = order(event(1), clock::now());
    let (in_pieces, pieces) = with_body(bare(event(2), clock::now()), &noise(900_000));
    stack.journal_writer().append(&inline, &[]).await.unwrap();
    stack.journal_writer().append(&in_pieces, &pieces).await.unwrap();
    for (event, attribute) in [(event(1), "payload"), (event(2), "pieces")] {
        erase(&stack, event, attribute).await;
        let entry = stack.journal_reader().deliverable(event).await.unwrap().unwrap();
        assert_eq!(entry.payload.as_ref().unwrap().sealed, Sealed::Erased);
        assert_eq!(verify(&entry, Stage::Local, &audit_keys()), Ok(()), "{attribute}");
        assert_eq!(opened(&entry, &[]), None);
    }
}

#[tokio::test]
async fn a_payload_of_another_event_does_not_open() {
    let stack = Stack::start().await;
    let other = order(event(2), clock::now());
    let mut forged = order(event(1), clock::now());
    forged.payload.as_mut().unwrap().sealed = other.payload.unwrap().sealed;
    stack.journal_writer().append(&forged, &[]).await.unwrap();
    let read = stack.journal_reader().deliverable(event(1)).await.unwrap().unwrap();
    assert_eq!(opened(&read, &[]), None);
}

#[tokio::test]
async fn pieces_in_another_order_or_number_do_not_open() {
    let stack = Stack::start().await;
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &noise(900_000));
    stack.journal_writer().append(&entry, &pieces).await.unwrap();
    let named = parts(&entry);
    let forged = [
        named.iter().rev().cloned().collect(),
        named[1..].to_vec(),
        named.iter().chain(&named[..1]).cloned().collect::<Vec<_>>(),
    ];
    for parts in forged {
        let read = stack.journal_reader().pieces(event(1), &parts).await.unwrap();
        assert_eq!(opened(&entry, &read), None, "{parts:?}");
    }
}

/// What the erasure job does: it removes the attribute, never the key.
async fn erase(stack: &Stack, event: EventId, attribute: &str) {
    let update = stack.dynamodb().update_item().table_name(JOURNAL);
    let update = update.key("id", text(event.to_string())).key("part", text("head#deliver"));
    let update = update.update_expression("REMOVE #what").expression_attribute_names("#what", attribute);
    update.send().await.unwrap();
}
