//! States as items. Version 1.
//!
//! `over_at` is when the state is over, to the millisecond; `expires_at` is for the table's time to live, which counts in
//! seconds and is late anyway.

use countersign_core::{
    oauth::{KeptState, StateKey, WooCommerceTalk},
    store::{StoreUrl, WooStoreId},
};

use super::item::{Item, Unusable, get_millis, get_text, millis, number, seconds, text};

pub(super) fn to_item(state: &KeptState) -> Item {
    let mut item = Item::from([
        ("state".to_owned(), text(state.key.to_hex())),
        ("v".to_owned(), number(1_u64)),
        ("over_at".to_owned(), millis(state.expires_at)),
        ("expires_at".to_owned(), seconds(state.expires_at)),
    ]);
    if let Some(talk) = &state.talk {
        item.extend([
            ("store".to_owned(), text(talk.store.as_str())),
            ("url".to_owned(), text(talk.url.as_str())),
            ("begun_at".to_owned(), millis(talk.begun_at)),
        ]);
    }
    item
}

pub(super) fn state(key: StateKey, item: &Item) -> Result<KeptState, Unusable> {
    let talk = item.contains_key("store").then(|| talk(item)).transpose()?;
    Ok(KeptState { key, expires_at: get_millis(item, "over_at")?, talk })
}

fn talk(item: &Item) -> Result<WooCommerceTalk, Unusable> {
    Ok(WooCommerceTalk {
        store: WooStoreId::parse(get_text(item, "store")?).ok_or(Unusable("store"))?,
        url: StoreUrl::parse(get_text(item, "url")?).map_err(|_| Unusable("url"))?,
        begun_at: get_millis(item, "begun_at")?,
    })
}
