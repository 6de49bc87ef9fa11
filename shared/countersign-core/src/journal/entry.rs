//! What the journal keeps of one event.

use std::time::SystemTime;

use super::{EntryMac, Head};
use crate::{
    event::{DeliveryId, EventId},
    hex,
    json::JsonFault,
    seal::Encoding,
    store::Store,
    topic::Topic,
};

/// One event as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The event, which is the partition key.
    pub id: EventId,
    /// The sort key of the head.
    pub head: Head,
    /// The store that signed it, or whose name an unsigned header gave (see `docs/SEMANTICS.md`).
    pub store: Store,
    /// What it says happened.
    pub topic: Topic,
    /// When it was taken, to the millisecond.
    pub received_at: SystemTime,
    /// The time that the signed body states.
    pub stated_at: Option<SystemTime>,
    /// What the platform called the delivery.
    pub delivery: Option<DeliveryId>,
    /// Which try of ours wrote it.
    pub token: RequestToken,
    /// What the receiver should know about it.
    pub warnings: Vec<Warning>,
    /// Why it is not handed on, if it is not.
    pub quarantine: Option<Quarantine>,
    /// The policy in force: the hash of the stage's configuration.
    pub policy: String,
    /// Keyed pseudonyms of its people, sorted.
    pub people: Vec<String>,
    /// What is kept of the body.
    pub payload: Option<KeptPayload>,
    /// When the table may forget it.
    pub expires_at: SystemTime,
    /// Who vouches for the fields above.
    pub mac: EntryMac,
}

/// What an entry says about its sealed payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPayload {
    /// Keyed digest of the encoded text. It stays when erasure removes the payload.
    pub digest: [u8; 32],
    /// How the text is written inside the seal.
    pub encoding: Encoding,
    /// The journal key that sealed it.
    pub key_id: String,
    /// Where the sealed bytes are.
    pub sealed: Sealed,
}

/// Where sealed bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// In the head itself.
    Inline(Vec<u8>),
    /// In items of their own, with these sort keys in this order.
    Pieces(Vec<String>),
    /// Removed by erasure.
    Erased,
}

/// A random mark of one try, by which a writer whose answer was lost recognises its own write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestToken([u8; 16]);

impl RequestToken {
    /// A token of 16 random bytes.
    pub const fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The stored form.
    pub fn to_text(self) -> String {
        hex::encode(&self.0)
    }

    /// Reads the stored form back.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }
}

/// What the receiver of an event should know about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The signed body does not bear out the unsigned topic.
    TopicDisagrees,
}

impl Warning {
    /// The name in stored entries and in a partner's envelope.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopicDisagrees => "topic_disagrees",
        }
    }

    /// Reads the name back.
    pub fn parse(name: &str) -> Option<Self> {
        (name == Self::TopicDisagrees.as_str()).then_some(Self::TopicDisagrees)
    }
}

/// Why a rightly signed event is kept from everyone until a person has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Quarantine {
    /// The body cannot be read in one way only.
    #[error("{0}")]
    Unreadable(#[from] JsonFault),
    /// The body lacks what the topic's body always has.
    #[error("body does not have the shape of its topic")]
    Shape,
    /// The signed body names another shop than the unsigned header.
    #[error("body names another shop than the header")]
    OtherShop,
    /// The body's own time is older than the journal's memory, so a repeat could no longer be recognised.
    #[error("body is older than the journal's memory")]
    Stale,
    /// The body's own time is ahead of ours, so that a repeat could arrive after the journal has forgotten it.
    #[error("body is dated ahead of time")]
    Ahead,
    /// WooCommerce sent an error in place of the object: the webhook's owner lost the right to read it.
    #[error("store sent an error in place of the event")]
    StoreError,
}

impl Quarantine {
    /// Every reason, with its stored name.
    const NAMED: [(Self, &'static str); 9] = [
        (Self::Unreadable(JsonFault::NotUtf8), "not_utf8"),
        (Self::Unreadable(JsonFault::NotJson), "not_json"),
        (Self::Unreadable(JsonFault::NotObject), "not_an_object"),
        (Self::Unreadable(JsonFault::RepeatedKey), "repeated_key"),
        (Self::Shape, "unexpected_shape"),
        (Self::OtherShop, "other_shop"),
        (Self::Stale, "stale"),
        (Self::Ahead, "ahead_of_time"),
        (Self::StoreError, "store_error"),
    ];

    /// The name in stored entries, logs and alarms.
    pub fn code(self) -> &'static str {
        Self::NAMED.iter().find(|(reason, _)| *reason == self).map_or("unknown", |(_, name)| name)
    }

    /// Reads the name back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(_, name)| *name == code).map(|(reason, _)| *reason)
    }
}
