//! What the tests are about: one store, one event, one entry.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use countersign_core::{
    Stage,
    event::{DeliveryId, EventId},
    journal::{Entry, EntryMac, Head, KeptPayload, RequestToken, Sealed, Warning},
    seal::Encoding,
    store::{Platform, Store},
    topic::Topic,
};

pub(crate) const STAGE: Stage = Stage::Dev;

pub(crate) fn store() -> Store {
    Store::parse("shopify#a.myshopify.com").unwrap()
}

pub(crate) fn topic() -> Topic {
    Topic::parse(Platform::Shopify, "orders/create").unwrap()
}

pub(crate) fn event(body: &str) -> EventId {
    EventId::of(&store(), &topic(), body.as_bytes(), None)
}

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_305_600 + seconds)
}

/// An entry with something in every field.
pub(crate) fn entry() -> Entry {
    Entry {
        id: event("{}"),
        head: Head::Deliver,
        store: store(),
        topic: topic(),
        received_at: at(1),
        stated_at: Some(at(0)),
        delivery: DeliveryId::parse("d-1"),
        token: RequestToken::new([1; 16]),
        warnings: vec![Warning::TopicDisagrees],
        quarantine: None,
        policy: "0123456789abcdef".to_owned(),
        people: vec!["aa".to_owned(), "bb".to_owned()],
        payload: Some(payload()),
        expires_at: at(2),
        mac: EntryMac::default(),
    }
}

fn payload() -> KeptPayload {
    let sealed = Sealed::Inline(vec![1, 2, 3]);
    KeptPayload { digest: [7; 32], encoding: Encoding::Plain, key_id: "1".to_owned(), sealed }
}

/// The answer of a port in memory, which never has to wait.
pub(crate) fn at_once<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("a port in memory waited"),
    }
}
