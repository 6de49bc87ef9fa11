//! Journal entries as items. Version 1; a reader of a later version must still read it.

use countersign_core::{
    event::{DeliveryId, EventId},
    journal::{Entry, EntryMac, Head, KeptPayload, Piece, Quarantine, RequestToken, Sealed, Warning},
    seal::Encoding,
    store::{Platform, Store},
    topic::Topic,
};

use super::item::{
    Item, Unusable, bytes, find_bytes, find_millis, find_number, find_text, find_texts, get_bytes,
    get_millis, get_seconds, get_text, millis, number, seconds, text, texts,
};

const VERSION: u64 = 1;

pub(super) fn to_item(entry: &Entry) -> Item {
    let mut item = Item::new();
    let mut put = |name: &str, value| item.insert(name.to_owned(), value);
    put("id", text(entry.id.to_string()));
    put("part", text(entry.head.as_str()));
    put("v", number(VERSION));
    put("store", text(entry.store.to_string()));
    put("topic", text(entry.topic.to_string()));
    put("received_at", millis(entry.received_at));
    entry.stated_at.map(|time| put("stated_at", millis(time)));
    entry.delivery.as_ref().map(|id| put("delivery", text(id.as_str())));
    put("token", text(entry.token.to_text()));
    if !entry.warnings.is_empty() {
        put("warnings", texts(entry.warnings.iter().map(|warning| warning.as_str())));
    }
    entry.quarantine.map(|reason| put("quarantine", text(reason.code())));
    put("policy", text(&*entry.policy));
    if !entry.people.is_empty() {
        put("people", texts(&entry.people));
    }
    put("expires_at", seconds(entry.expires_at));
    put("mac_key", text(&*entry.mac.key_id));
    put("mac", bytes(&entry.mac.tag));
    if let Some(kept) = &entry.payload {
        put_payload(&mut item, kept);
    }
    item
}

fn put_payload(item: &mut Item, kept: &KeptPayload) {
    let mut put = |name: &str, value| item.insert(name.to_owned(), value);
    put("payload_digest", bytes(&kept.digest));
    put("payload_encoding", text(kept.encoding.as_str()));
    put("payload_key", text(&*kept.key_id));
    match &kept.sealed {
        Sealed::Inline(sealed) => put("payload", bytes(sealed)),
        Sealed::Pieces(parts) => put("pieces", texts(parts)),
        Sealed::Erased => None,
    };
}

pub(super) fn from_item(item: &Item) -> Result<Entry, Unusable> {
    // Not under the MAC, so that nothing but this version may pass for it.
    find_number(item, "v").filter(|version| *version == VERSION).ok_or(Unusable("v"))?;
    let topic = get_text(item, "topic")?;
    let parsed = |name, value: Option<_>| value.ok_or(Unusable(name));
    Ok(Entry {
        id: EventId::parse(get_text(item, "id")?).ok_or(Unusable("id"))?,
        head: Head::parse(get_text(item, "part")?).ok_or(Unusable("part"))?,
        store: Store::parse(get_text(item, "store")?).ok_or(Unusable("store"))?,
        topic: parsed("topic", parse_topic(topic))?,
        received_at: get_millis(item, "received_at")?,
        stated_at: find_millis(item, "stated_at"),
        delivery: find_text(item, "delivery")
            .map(DeliveryId::parse)
            .map_or(Ok(None), |id| id.map(Some).ok_or(Unusable("delivery")))?,
        token: RequestToken::parse(get_text(item, "token")?).ok_or(Unusable("token"))?,
        warnings: warnings(item)?,
        quarantine: find_text(item, "quarantine")
            .map(Quarantine::parse)
            .map_or(Ok(None), |reason| reason.map(Some).ok_or(Unusable("quarantine")))?,
        policy: get_text(item, "policy")?.to_owned(),
        people: find_texts(item, "people")?.unwrap_or_default(),
        payload: payload(item)?,
        expires_at: get_seconds(item, "expires_at")?,
        mac: EntryMac {
            key_id: get_text(item, "mac_key")?.to_owned(),
            tag: get_bytes(item, "mac")?.to_vec(),
        },
    })
}

fn parse_topic(text: &str) -> Option<Topic> {
    let (platform, name) = text.split_once('/')?;
    let platform =
        [Platform::Shopify, Platform::WooCommerce].into_iter().find(|one| one.as_str() == platform)?;
    Topic::parse(platform, name)
}

fn warnings(item: &Item) -> Result<Vec<Warning>, Unusable> {
    let names = find_texts(item, "warnings")?.unwrap_or_default();
    names.iter().map(|name| Warning::parse(name).ok_or(Unusable("warnings"))).collect()
}

fn payload(item: &Item) -> Result<Option<KeptPayload>, Unusable> {
    let Some(digest) = find_bytes(item, "payload_digest") else { return Ok(None) };
    let sealed = match (find_bytes(item, "payload"), find_texts(item, "pieces")?) {
        (Some(sealed), _) => Sealed::Inline(sealed.to_vec()),
        (None, Some(parts)) => Sealed::Pieces(parts),
        (None, None) => Sealed::Erased,
    };
    Ok(Some(KeptPayload {
        digest: digest.try_into().map_err(|_| Unusable("payload_digest"))?,
        encoding: Encoding::parse(get_text(item, "payload_encoding")?).ok_or(Unusable("payload_encoding"))?,
        key_id: get_text(item, "payload_key")?.to_owned(),
        sealed,
    }))
}

/// A partition of its own for every piece: together they could be more than one partition writes in a second.
pub(super) fn piece_id(event: EventId, part: &str) -> String {
    format!("{event}#{part}")
}

pub(super) fn piece_to_item(entry: &Entry, piece: &Piece) -> Item {
    Item::from([
        ("id".to_owned(), text(piece_id(entry.id, &piece.part))),
        ("part".to_owned(), text(&*piece.part)),
        ("v".to_owned(), number(VERSION)),
        ("sealed".to_owned(), bytes(&piece.sealed)),
        ("expires_at".to_owned(), seconds(entry.expires_at)),
    ])
}

pub(super) fn piece_from_item(item: &Item) -> Result<Piece, Unusable> {
    let (part, sealed) = (get_text(item, "part")?.to_owned(), get_bytes(item, "sealed")?.to_vec());
    Ok(Piece { part, sealed })
}
