//! An entry is read as it was written, whichever of its optional fields are there.

use std::time::Duration;

use contracts::{
    clock,
    entries::{ORDER, audit_keys, authentic, bare, delivery, event, opened, packed, topic},
    journal::an_entry_reads_back,
    stack::Stack,
};
use countersign_core::{
    Stage,
    journal::{Entry, KeptPayload, Quarantine, Sealed, Warning, verify},
    json::JsonFault,
    ports::{JournalReader, JournalWriter},
    seal::Encoding,
    store::{Platform, Store},
    topic::Topic,
};

const QUARANTINES: [Quarantine; 8] = [
    Quarantine::Unreadable(JsonFault::NotUtf8),
    Quarantine::Unreadable(JsonFault::NotJson),
    Quarantine::Unreadable(JsonFault::NotObject),
    Quarantine::Unreadable(JsonFault::RepeatedKey),
    Quarantine::Shape,
    Quarantine::OtherShop,
    Quarantine::Stale,
    Quarantine::StoreError,
];

/// The entry in which exactly the optional fields are set whose bits are; the upper three choose the payload.
fn entry(bits: u8) -> Entry {
    let set = |bit: u8| bits & 1 << bit != 0;
    let mut entry = bare(event(bits), clock::now());
    entry.stated_at = set(0).then(|| clock::now() - Duration::from_millis(1));
    entry.delivery = set(1).then(|| delivery("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"));
    entry.warnings = if set(2) { vec![Warning::TopicDisagrees] } else { Vec::new() };
    entry.quarantine = set(3).then_some(Quarantine::Shape);
    entry.people = if set(4) { vec!["0a".repeat(16), "0b".repeat(16)] } else { Vec::new() };
    entry.payload = payload(&entry, bits >> 5);
    authentic(entry)
}

fn payload(entry: &Entry, choice: u8) -> Option<KeptPayload> {
    let kept = packed(entry, ORDER).kept;
    let sealed = match choice {
        0 => return None,
        1 => kept.sealed.clone(),
        2 => Sealed::Pieces(vec!["part#000#test".to_owned(), "part#001#test".to_owned()]),
        _ => Sealed::Erased,
    };
    Some(KeptPayload { sealed, ..kept })
}

#[tokio::test]
async fn every_combination_of_optional_fields_reads_back_and_verifies() {
    let stack = Stack::start().await;
    let (writer, reader) = (stack.journal_writer(), stack.journal_reader());
    for bits in 0..128 {
        let written = entry(bits);
        an_entry_reads_back((&writer, &reader), &written, &[]).await;
        let read = reader.deliverable(written.id).await.unwrap().unwrap();
        assert_eq!(verify(&read, Stage::Local, &audit_keys()), Ok(()), "{bits:07b}");
    }
}

#[tokio::test]
async fn every_reason_for_quarantine_reads_back() {
    let stack = Stack::start().await;
    for (number, quarantine) in (0..).zip(QUARANTINES) {
        let entry = authentic(Entry { quarantine: Some(quarantine), ..bare(event(number), clock::now()) });
        an_entry_reads_back((&stack.journal_writer(), &stack.journal_reader()), &entry, &[]).await;
    }
}

#[tokio::test]
async fn stores_and_topics_of_both_platforms_read_back() {
    let stack = Stack::start().await;
    let woocommerce = |name| Topic::parse(Platform::WooCommerce, name).unwrap();
    let cases = [
        ("shopify#test-shop.myshopify.com", topic("customers/data_request")),
        ("shopify#test-shop.myshopify.com", topic("something/new")),
        ("woocommerce#store-1", woocommerce("order.created")),
        ("woocommerce#store-1", woocommerce("action.woocommerce_add_to_cart")),
    ];
    for (number, (store, topic)) in (0..).zip(cases) {
        let store = Store::parse(store).unwrap();
        let entry = authentic(Entry { store, topic, ..bare(event(number), clock::now()) });
        an_entry_reads_back((&stack.journal_writer(), &stack.journal_reader()), &entry, &[]).await;
    }
}

#[tokio::test]
async fn an_entry_taken_between_two_milliseconds_still_verifies() {
    let stack = Stack::start().await;
    let taken = clock::now() + Duration::from_nanos(999_999);
    let entry = authentic(Entry {
        received_at: taken,
        stated_at: Some(taken),
        expires_at: taken,
        ..bare(event(1), taken)
    });
    stack.journal_writer().append(&entry, &[]).await.unwrap();
    let read = stack.journal_reader().deliverable(entry.id).await.unwrap().unwrap();
    assert_eq!(verify(&read, Stage::Local, &audit_keys()), Ok(()));
}

#[tokio::test]
async fn a_kept_body_opens_after_the_journey() {
    let stack = Stack::start().await;
    let mut entry = bare(event(1), clock::now());
    entry.payload = Some(packed(&entry, ORDER).kept);
    assert_eq!(entry.payload.as_ref().unwrap().encoding, Encoding::Plain);
    an_entry_reads_back((&stack.journal_writer(), &stack.journal_reader()), &authentic(entry.clone()), &[])
        .await;
    let read = stack.journal_reader().deliverable(entry.id).await.unwrap().unwrap();
    assert_eq!(opened(&read, &[]).as_deref(), Some(ORDER));
}
