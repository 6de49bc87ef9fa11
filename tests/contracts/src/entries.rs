//! Journal entries to write, sealed and authenticated with the local stack's keys as intake would.

use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::{
    Stage,
    event::{DeliveryId, EventId},
    journal::{Entry, EntryMac, Head, Packed, Piece, RequestToken, Sealed, authenticate, open, pack},
    keys::KeyRing,
    ports::Entropy,
    seal::Sealer,
    store::{Platform, Store},
    topic::Topic,
    wall_time::{epoch_millis, from_epoch_millis},
};
use local_stack::stores::secrets;

/// How long the journal remembers.
pub const MEMORY: Duration = Duration::from_hours(24 * 90);

/// The body of an order as far as it is kept.
pub const ORDER: &str = r##"{"id":1001,"name":"#1001","created_at":"2026-11-21T23:51:25Z","email":"person@example.com","line_items":[{"id":1,"sku":"TEST-1","quantity":2}]}"##;

/// The event with a number of our choice; its first two digits decide the shard.
pub fn event(number: u8) -> EventId {
    EventId::parse(&format!("evt_{number:02x}{:030x}", u32::from(number) + 1)).unwrap()
}

/// The keys that seal.
pub fn journal_keys() -> KeyRing {
    KeyRing::parse(("1", secrets::JOURNAL), None).unwrap()
}

/// The keys that vouch.
pub fn audit_keys() -> KeyRing {
    KeyRing::parse(("1", secrets::AUDIT), None).unwrap()
}

/// Bytes that anybody can guess; the jitter they make is next to none.
pub struct Middling;

impl Entropy for Middling {
    fn fill(&self, out: &mut [u8]) {
        out.fill(127);
    }
}

/// An entry without anything optional, which any partner who takes the topic is to have; not authenticated yet.
pub fn bare(event: EventId, taken: SystemTime) -> Entry {
    Entry {
        id: event,
        head: Head::Deliver,
        store: Store::parse("shopify#test-shop.myshopify.com").unwrap(),
        topic: topic("orders/create"),
        received_at: taken,
        stated_at: None,
        delivery: None,
        token: RequestToken::new([1; 16]),
        warnings: Vec::new(),
        quarantine: None,
        policy: "0123456789abcdef".to_owned(),
        people: Vec::new(),
        payload: None,
        expires_at: whole_seconds(taken + MEMORY),
        mac: EntryMac::default(),
    }
}

/// An order with its body, as intake writes it.
pub fn order(event: EventId, taken: SystemTime) -> Entry {
    with_body(bare(event, taken), ORDER).0
}

/// Seals `body` into the entry and authenticates it.
pub fn with_body(mut entry: Entry, body: &str) -> (Entry, Vec<Piece>) {
    let Packed { kept, pieces } = packed(&entry, body);
    entry.payload = Some(kept);
    (authentic(entry), pieces)
}

/// The same entry with its MAC.
pub fn authentic(mut entry: Entry) -> Entry {
    authenticate(&mut entry, Stage::Local, audit_keys().current());
    entry
}

/// What another try of the same delivery would write.
pub fn retried(entry: &Entry, token: u8) -> Entry {
    authentic(Entry { token: RequestToken::new([token; 16]), ..entry.clone() })
}

/// A payload in its place, so small that it stands in the head.
pub fn packed(entry: &Entry, body: &str) -> Packed {
    let keys = journal_keys();
    let sealer = Sealer::new(keys.current(), Stage::Local, &entry.store);
    pack(&sealer, "1", (entry.id, entry.head.as_str()), body, &Middling).unwrap()
}

/// A body of more than so many bytes that hardly compresses.
pub fn noise(least: usize) -> String {
    let mut state = 1_u64;
    let mut bytes = Vec::new();
    while bytes.len() < least / 4 * 3 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_be_bytes()[..4]);
    }
    format!(r#"{{"id":1001,"note":"{}"}}"#, STANDARD.encode(bytes))
}

/// Opens what an entry keeps: the head's own bytes, or the pieces that were read.
pub fn opened(entry: &Entry, pieces: &[Piece]) -> Option<String> {
    let kept = entry.payload.as_ref()?;
    let keys = journal_keys();
    let sealer = Sealer::new(keys.current(), Stage::Local, &entry.store);
    let pieces = match &kept.sealed {
        Sealed::Inline(bytes) => &[Piece { part: entry.head.as_str().to_owned(), sealed: bytes.clone() }],
        Sealed::Pieces(_) | Sealed::Erased => pieces,
    };
    open(&sealer, entry.id, kept, pieces).ok()
}

/// A topic of Shopify.
pub fn topic(name: &str) -> Topic {
    Topic::parse(Platform::Shopify, name).unwrap()
}

/// A delivery's id.
pub fn delivery(text: &str) -> DeliveryId {
    DeliveryId::parse(text).unwrap()
}

fn whole_seconds(time: SystemTime) -> SystemTime {
    from_epoch_millis(epoch_millis(time) / 1000 * 1000)
}
