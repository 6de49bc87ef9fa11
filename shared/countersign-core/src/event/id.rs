//! The identity of an event, made of what is signed.

use std::fmt;

use sha2::{Digest, Sha256};

use super::DeliveryId;
use crate::{hex, store::Store, topic::Topic};

const PREFIX: &str = "evt_";
/// Changing what goes into an id makes every old event new again; the version makes that visible.
const VERSION: &[u8] = b"countersign/event/v1";

/// 128 bits of SHA-256 over version, store, topic, body and, for bare topics, the delivery id. Written `evt_` and 32
/// lower-case hexadecimal digits; it is also the partner's `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The event that `body` states. `delivery` is given for bare topics only.
    pub fn of(store: &Store, topic: &Topic, body: &[u8], delivery: Option<&DeliveryId>) -> Self {
        let mut digest = Sha256::new();
        let delivery = delivery.map_or("", DeliveryId::as_str);
        let (store, topic) = (store.to_string(), topic.to_string());
        for field in [VERSION, store.as_bytes(), topic.as_bytes(), body, delivery.as_bytes()] {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        let mut id = [0; 16];
        id.copy_from_slice(&digest.finalize()[..16]);
        Self(id)
    }

    /// Reads the written form back.
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix(PREFIX).and_then(hex::decode).map(Self)
    }

    /// A number below `count` that spreads events evenly; for index shards.
    pub fn shard(&self, count: u8) -> u8 {
        self.0[0] % count.max(1)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", hex::encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Platform;

    fn id(store: &str, topic: &str, body: &str, delivery: Option<&str>) -> EventId {
        let delivery = delivery.map(|text| DeliveryId::parse(text).unwrap());
        let topic = Topic::parse(Platform::Shopify, topic).unwrap();
        EventId::of(&Store::parse(store).unwrap(), &topic, body.as_bytes(), delivery.as_ref())
    }

    #[test]
    fn every_ingredient_changes_the_event() {
        let ids = [
            id("shopify#a.myshopify.com", "orders/create", "{}", None),
            id("shopify#b.myshopify.com", "orders/create", "{}", None),
            id("shopify#a.myshopify.com", "orders/paid", "{}", None),
            id("shopify#a.myshopify.com", "orders/create", "{ }", None),
            id("shopify#a.myshopify.com", "orders/create", "{}", Some("1")),
        ];
        for (at, one) in ids.iter().enumerate() {
            assert!(ids[..at].iter().all(|other| other != one));
        }
    }

    #[test]
    fn an_id_has_one_spelling_and_reads_back() {
        let id = id("shopify#a.myshopify.com", "orders/create", "{}", None);
        assert_eq!(EventId::parse(&id.to_string()), Some(id));
        assert_eq!(EventId::parse(&id.to_string().to_uppercase()), None);
        assert_eq!(EventId::parse("evt_"), None);
    }
}
