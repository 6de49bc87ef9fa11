//! The keyed MAC of an entry: whoever can write to the table but does not hold the audit secret cannot alter an
//! entry unnoticed. It covers the payload's digest instead of the payload, so that erasure does not break it.

use super::{Entry, KeptPayload, Quarantine};
use crate::{
    Stage,
    keys::{KeyRing, NamedKey, Purpose, SigningKey, derive},
    wall_time::epoch_millis,
};

/// Who vouches for an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryMac {
    /// The audit key's name.
    pub key_id: String,
    /// HMAC-SHA256 over the canonical fields.
    pub tag: Vec<u8>,
}

/// An entry that is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    /// A field was altered, moved, added or removed.
    #[error("entry was altered after it was written")]
    Altered,
    /// Written with a key that is neither the current nor the previous one.
    #[error("entry names an audit key that is not in force")]
    UnknownKey,
}

/// Signs the entry as it stands and puts the MAC into it.
pub fn authenticate(entry: &mut Entry, stage: Stage, key: &NamedKey) {
    entry.mac = EntryMac { key_id: key.id.clone(), tag: Vec::new() };
    entry.mac.tag = mac_key(key, stage, entry).tag(&[&canonical(entry)]).to_vec();
}

/// Checks that the entry is as it was written.
pub fn verify(entry: &Entry, stage: Stage, keys: &KeyRing) -> Result<(), Tampered> {
    let key = keys.find(&entry.mac.key_id).ok_or(Tampered::UnknownKey)?;
    let tag: [u8; 32] = entry.mac.tag.as_slice().try_into().map_err(|_| Tampered::Altered)?;
    let right = mac_key(key, stage, entry).verifies(&canonical(entry), &tag.into());
    if right { Ok(()) } else { Err(Tampered::Altered) }
}

fn mac_key(key: &NamedKey, stage: Stage, entry: &Entry) -> SigningKey {
    SigningKey::derived(&derive(&key.key, Purpose::EntryMac, stage, &entry.store))
}

/// Every field with its name and both lengths, so that nothing can move from one field into its neighbour.
fn canonical(entry: &Entry) -> Vec<u8> {
    let mut text = Canonical(b"countersign/entry/v1".to_vec());
    text.field("id", entry.id.to_string());
    text.field("head", entry.head.as_str());
    text.field("store", entry.store.to_string());
    text.field("topic", entry.topic.to_string());
    text.field("received_at", epoch_millis(entry.received_at).to_be_bytes());
    text.each("stated_at", entry.stated_at.map(|time| epoch_millis(time).to_be_bytes()));
    text.each("delivery", entry.delivery.as_ref().map(ToString::to_string));
    text.field("token", entry.token.to_text());
    text.each("warning", entry.warnings.iter().map(|warning| warning.as_str()));
    text.each("quarantine", entry.quarantine.map(Quarantine::code));
    text.field("policy", &entry.policy);
    text.each("person", &entry.people);
    text.each("payload", entry.payload.as_ref().map(payload_fields));
    text.field("expires_at", (epoch_millis(entry.expires_at) / 1000).to_be_bytes());
    text.field("mac_key", &entry.mac.key_id);
    text.0
}

/// The sort keys of pieces are names of content, which the digest covers already; so erasure may forget them.
fn payload_fields(payload: &KeptPayload) -> Vec<u8> {
    let mut text = Canonical(Vec::new());
    text.field("digest", payload.digest);
    text.field("encoding", payload.encoding.as_str());
    text.field("key_id", &payload.key_id);
    text.0
}

struct Canonical(Vec<u8>);

impl Canonical {
    fn field(&mut self, name: &str, value: impl AsRef<[u8]>) {
        for bytes in [name.as_bytes(), value.as_ref()] {
            self.0.extend((bytes.len() as u64).to_be_bytes());
            self.0.extend(bytes);
        }
    }

    fn each<V: AsRef<[u8]>>(&mut self, name: &str, values: impl IntoIterator<Item = V>) {
        values.into_iter().for_each(|value| self.field(name, value));
    }
}
