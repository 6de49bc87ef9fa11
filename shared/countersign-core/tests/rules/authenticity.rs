//! Whoever alters an entry is found out; erasure alone is no alteration.

use std::time::Duration;

use countersign_core::{
    Stage,
    event::DeliveryId,
    journal::{Entry, Head, Quarantine, RequestToken, Sealed, Tampered, authenticate, verify},
    seal::Encoding,
    store::{Platform, Store},
    testing::{AUDIT, ring},
    topic::Topic,
};

use crate::sample::{STAGE, at, entry, event};

fn authentic() -> Entry {
    let mut entry = entry();
    authenticate(&mut entry, STAGE, ring(AUDIT, None).current());
    entry
}

fn check(alter: impl FnOnce(&mut Entry), expected: Result<(), Tampered>) {
    let mut entry = authentic();
    alter(&mut entry);
    assert_eq!(verify(&entry, STAGE, &ring(AUDIT, None)), expected, "{entry:?}");
}

/// A change of every field in turn.
const ALTERATIONS: &[fn(&mut Entry)] = &[
    |entry| entry.id = event("another"),
    |entry| entry.head = Head::Record,
    |entry| entry.store = Store::parse("shopify#b.myshopify.com").unwrap(),
    |entry| entry.topic = Topic::parse(Platform::Shopify, "orders/paid").unwrap(),
    |entry| entry.received_at += Duration::from_millis(1),
    |entry| entry.stated_at = None,
    |entry| entry.stated_at = Some(at(9)),
    |entry| entry.delivery = DeliveryId::parse("d-2"),
    |entry| entry.delivery = None,
    |entry| entry.token = RequestToken::new([2; 16]),
    |entry| entry.warnings.clear(),
    |entry| entry.quarantine = Some(Quarantine::Shape),
    |entry| entry.policy.push('0'),
    |entry| entry.people.truncate(1),
    |entry| entry.people = vec!["aab".to_owned(), "b".to_owned()],
    |entry| entry.payload = None,
    |entry| entry.payload.as_mut().unwrap().digest[31] ^= 1,
    |entry| entry.payload.as_mut().unwrap().encoding = Encoding::Deflate,
    |entry| entry.payload.as_mut().unwrap().key_id.push('1'),
    |entry| entry.expires_at += Duration::from_secs(1),
    |entry| entry.mac.tag[0] ^= 1,
    |entry| entry.mac.tag.truncate(31),
    |entry| entry.mac.tag.clear(),
];

#[test]
fn an_entry_as_it_was_written_is_authentic() {
    check(|_| {}, Ok(()));
}

#[test]
fn a_change_of_any_field_is_found() {
    for alter in ALTERATIONS {
        check(alter, Err(Tampered::Altered));
    }
}

#[test]
fn erasing_the_payload_leaves_the_entry_authentic() {
    check(|entry| entry.payload.as_mut().unwrap().sealed = Sealed::Erased, Ok(()));
}

#[test]
fn a_key_out_of_force_or_of_another_stage_vouches_for_nothing() {
    check(|entry| entry.mac.key_id = "0".to_owned(), Err(Tampered::UnknownKey));
    let keys = ring(AUDIT, None);
    assert_eq!(verify(&authentic(), Stage::Prod, &keys), Err(Tampered::Altered));
    let rotated = ring("test-newer-audit-secret", Some(AUDIT));
    assert_eq!(verify(&authentic(), STAGE, &rotated), Ok(()));
}
