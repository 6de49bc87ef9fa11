//! The post with the keys.

use std::time::Duration;

use countersign_core::{
    oauth::OAuthError,
    ports::StoreKeysError,
    store::{StoreUrl, WooStoreId},
    testing::{MemoryKeys, Trouble},
};
use serde_json::{Value, json};

use super::{URL, store, woo};
use crate::{oauth::bench::now, sample::at_once};

#[test]
fn the_right_keys_are_tried_kept_and_only_then_acknowledged() {
    let (woo, vault) = (woo(), MemoryKeys::default());
    let offered = woo.keys(&woo.post().to_string()).ok().unwrap();
    assert_eq!(offered.talk().url.as_str(), URL);
    let stored = at_once(offered.settle(&store(), &vault, now())).unwrap();
    assert_eq!(stored.store().as_str(), "shop-2");
    let kept = (WooStoreId::parse("shop-2").unwrap(), StoreUrl::parse(URL).unwrap(), store().consumer_key);
    assert_eq!(vault.kept(), [kept]);
}

#[test]
fn keys_that_the_store_does_not_know_are_not_kept() {
    let (woo, vault) = (woo(), MemoryKeys::default());
    let mut post = woo.post();
    post["consumer_key"] = json!(format!("ck_{}", "9".repeat(40)));
    let offered = woo.keys(&post.to_string()).ok().unwrap();
    let error = at_once(offered.settle(&store(), &vault, now())).unwrap_err();
    assert!(matches!(error, OAuthError::StoreKeys(StoreKeysError::NotAccepted)));
    assert!(vault.kept().is_empty());
}

#[test]
fn keys_that_were_not_kept_are_not_acknowledged() {
    for trouble in [Trouble::Passing, Trouble::Lasting] {
        let (woo, mut vault) = (woo(), MemoryKeys::default());
        vault.trouble = Some(trouble);
        let offered = woo.keys(&woo.post().to_string()).ok().unwrap();
        assert_eq!(at_once(offered.settle(&store(), &vault, now())).unwrap_err().code(), "unavailable");
    }
}

#[test]
fn keys_come_once() {
    let woo = woo();
    assert!(woo.keys(&woo.post().to_string()).is_ok());
    woo.check_keys(|_| {}, "invalid_state");
}

#[test]
fn keys_come_with_a_state_that_is_alive_and_ours() {
    let woo = woo();
    woo.check_keys(|post| post["user_id"] = json!("0".repeat(64)), "invalid_state");
    for forged in
        ["1", "", &"0".repeat(128), &woo.state[..64], &format!("{}0", woo.state), &woo.state.to_uppercase()]
    {
        woo.check_keys(|post| post["user_id"] = json!(forged), "invalid_state");
    }
    let swapped = format!("{}{}", "0".repeat(64), &woo.state[64..]);
    woo.check_keys(|post| post["user_id"] = json!(swapped), "invalid_state");
    assert_eq!(woo.flow.states.calls(), 2, "what we did not make costs no call; the start made two");
    let late = now() + Duration::from_mins(10);
    let result = at_once(woo.flow.keys(woo.post().to_string().as_bytes(), late));
    assert_eq!(result.err().map(|error| error.code()), Some("invalid_state"));
}

#[test]
fn keys_have_the_form_in_which_woocommerce_makes_them() {
    let woo = woo();
    let bad = |name: &'static str, value: Value| {
        woo.check_keys(|post| post[name] = value, "invalid_keys");
    };
    for (name, prefix) in [("consumer_key", "ck_"), ("consumer_secret", "cs_")] {
        bad(name, json!(format!("{prefix}{}", "1".repeat(39))));
        bad(name, json!(format!("{prefix}{}", "1".repeat(41))));
        bad(name, json!(format!("{prefix}{}", "A".repeat(40))));
        bad(name, json!(format!("{prefix}{}", "g".repeat(40))));
        bad(name, json!("1".repeat(43)));
        bad(name, json!(format!("{prefix}{}\n", "1".repeat(39))));
        bad(name, json!(null));
        bad(name, json!([]));
    }
    bad("consumer_key", json!(format!("cs_{}", "1".repeat(40))));
    bad("key_id", json!("3"));
    bad("key_id", json!(-3));
    for permissions in ["read", "write", "", "READ_WRITE", "read_write "] {
        bad("key_permissions", json!(permissions));
    }
    assert!(woo.keys(&woo.post().to_string()).is_ok(), "nothing of this used the state up");
}

#[test]
fn a_post_is_strict_json_of_a_sensible_size() {
    let woo = woo();
    let right = woo.post().to_string();
    for body in [
        "",
        "[]",
        "{}",
        "user_id=1",
        &right[1..],
        &format!("{right}x"),
        &right.replacen('{', r#"{"key_id":4,"#, 1),
        &right.replacen('{', r#"{"x":1,"x":2,"#, 1),
        &right.replacen('{', &format!("{{\"x\":\"{}\",", "x".repeat(4096)), 1),
    ] {
        assert_eq!(woo.keys(body).err().map(|error| error.code()), Some("invalid_keys"), "{body:.40}");
    }
    assert!(woo.keys(&right.replacen('{', r#"{"added_later":true,"#, 1)).is_ok());
}
