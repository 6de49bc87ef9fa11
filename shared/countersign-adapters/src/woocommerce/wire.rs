//! What stands in the secret of a WooCommerce store. Version 1.

use countersign_core::{
    Stage,
    json::check_object,
    oauth::ConsumerKeys,
    store::{Store, StoreUrl},
    tokens::StoredFault,
};
use serde::{Deserialize, Serialize};
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

#[derive(Deserialize)]
struct Read<'a> {
    schema: u32,
    stage: &'a str,
    store: &'a str,
    url: &'a str,
    key_id: u64,
    consumer_key: &'a str,
    consumer_secret: &'a str,
}

/// Reads the text of the secret of `store`, strictly.
pub(super) fn from_text(
    text: &str,
    stage: Stage,
    store: &Store,
) -> Result<(StoreUrl, ConsumerKeys), StoredFault> {
    let text = check_object(text.as_bytes()).map_err(|_| StoredFault::Shape)?;
    let read: Read<'_> = serde_json::from_str(text).map_err(|_| StoredFault::Shape)?;
    if read.schema != 1 {
        return Err(StoredFault::Schema);
    }
    if read.stage != stage.as_str() {
        return Err(StoredFault::OtherStage);
    }
    if read.store != store.to_string() {
        return Err(StoredFault::OtherStore);
    }
    let url = StoreUrl::parse(read.url).map_err(|_| StoredFault::Field("url"))?;
    let keys = ConsumerKeys::parse(read.key_id, read.consumer_key, read.consumer_secret);
    Ok((url, keys.map_err(|_| StoredFault::Field("consumer_key"))?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_for_their_store_and_stage_alone() {
        let store = Store::parse("woocommerce#berlin").unwrap();
        let url = StoreUrl::parse("https://shop.example/").unwrap();
        let keys =
            ConsumerKeys::parse(7, &format!("ck_{}", "1".repeat(40)), &format!("cs_{}", "2".repeat(40)));
        let keys = keys.unwrap();
        let text = to_text(Stage::Dev, &store, &url, &keys);
        assert!(from_text(&text, Stage::Dev, &store) == Ok((url, keys)));
        let other = Store::parse("woocommerce#paris").unwrap();
        assert_eq!(from_text(&text, Stage::Prod, &store).err(), Some(StoredFault::OtherStage));
        assert_eq!(from_text(&text, Stage::Dev, &other).err(), Some(StoredFault::OtherStore));
        let cut = text.replace("cs_2", "cs_");
        assert_eq!(from_text(&cut, Stage::Dev, &store).err(), Some(StoredFault::Field("consumer_key")));
        let newer = text.replace("\"schema\":1", "\"schema\":2");
        assert_eq!(from_text(&newer, Stage::Dev, &store).err(), Some(StoredFault::Schema));
    }
}
