//! What stands in the secret of a WooCommerce store. Version 1.

use countersign_core::{
    Stage,
    oauth::ConsumerKeys,
    store::{Store, StoreUrl},
};
use serde::Serialize;
use zeroize::Zeroizing;

/// Room for all of it at once: a buffer that grows leaves copies behind that nobody wipes.
const ROOM: usize = 1024;

#[derive(Serialize)]
struct Wire<'a> {
    schema: u32,
    stage: &'a str,
    store: String,
    url: &'a str,
    key_id: u64,
    consumer_key: &'a str,
    consumer_secret: &'a str,
}

/// The text of the secret. Wiped when dropped.
pub(super) fn to_text(stage: Stage, store: &Store, url: &StoreUrl, keys: &ConsumerKeys) -> Zeroizing<String> {
    let wire = Wire {
        schema: 1,
        stage: stage.as_str(),
        store: store.to_string(),
        url: url.as_str(),
        key_id: keys.id(),
        consumer_key: keys.expose_key(),
        consumer_secret: keys.expose_secret(),
    };
    let mut text = Vec::with_capacity(ROOM);
    let written = serde_json::to_writer(&mut text, &wire).is_ok();
    Zeroizing::new(String::from_utf8(text).ok().filter(|_| written).unwrap_or_default())
}
