//! WooCommerce's hand-over of keys: invitation and return; the keys themselves are below.

mod keys;

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use countersign_core::{
    Stage,
    oauth::{HandedOver, Invitation, OAuthError, OwnAddress, WooCommerceFlow},
    ports::StatesError,
    store::{StoreUrl, WooStoreId},
    testing::{FixedOAuthSecrets, MemoryStates, OAUTH, OneStore, SeededEntropy, Trouble, ring},
};
use serde_json::{Value, json};

use super::bench::{ADDRESS, STAGE, address, cookie_of, escaped, now, pairs_of, state_of};
use crate::sample::at_once;

const URL: &str = "https://shop.example/de/";
static OWN: LazyLock<OwnAddress> = LazyLock::new(address);

struct Woo {
    flow: WooCommerceFlow<'static, FixedOAuthSecrets, MemoryStates>,
    state: String,
    cookie: String,
}

fn woo() -> Woo {
    let flow = WooCommerceFlow {
        stage: STAGE,
        address: &OWN,
        app_name: "Countersign & Söhne",
        secrets: FixedOAuthSecrets::default(),
        states: MemoryStates::default(),
        entropy: Box::new(SeededEntropy::new(2)),
    };
    let departure = at_once(flow.start(&link(), now())).ok().unwrap();
    Woo { flow, state: state_of(&departure), cookie: cookie_of(&departure) }
}

fn invitation(store: &str, url: &str) -> Invitation {
    Invitation::new(WooStoreId::parse(store).unwrap(), StoreUrl::parse(url).unwrap(), now())
}

/// The query of the link that an operator sends out.
fn link() -> String {
    let link = invitation("shop-2", URL).link(&OWN, STAGE, &ring(OAUTH, None));
    link.strip_prefix("https://connect.merchant.test/oauth/woocommerce/install?").unwrap().to_owned()
}

impl Woo {
    fn start(&self, query: &str) -> Option<&'static str> {
        at_once(self.flow.start(query, now())).err().map(|error| error.code())
    }

    fn post(&self) -> Value {
        json!({
            "key_id": 3,
            "user_id": self.state,
            "consumer_key": format!("ck_{}", "1".repeat(40)),
            "consumer_secret": format!("cs_{}", "2".repeat(40)),
            "key_permissions": "read_write",
        })
    }

    fn keys(&self, body: &str) -> Result<HandedOver, OAuthError> {
        at_once(self.flow.keys(body.as_bytes(), now()))
    }

    fn check_keys(&self, alter: impl FnOnce(&mut Value), code: &str) {
        let mut post = self.post();
        alter(&mut post);
        assert_eq!(self.keys(&post.to_string()).err().map(|error| error.code()), Some(code), "{post}");
    }

    fn back(&self, query: &str, cookies: &[&str], time: SystemTime) -> Result<bool, &'static str> {
        let back = at_once(self.flow.back(query, cookies, time));
        back.map(|returned| returned.approved).map_err(|error| error.code())
    }
}

fn store() -> OneStore {
    OneStore::at(StoreUrl::parse(URL).unwrap(), format!("ck_{}", "1".repeat(40)))
}

#[test]
fn an_invitation_leads_to_the_stores_own_page_with_all_five_parameters() {
    let woo = woo();
    let departure = at_once(woo.flow.start(&link(), now())).ok().unwrap();
    assert!(departure.location.starts_with("https://shop.example/de/wc-auth/v1/authorize?"));
    let expected = [
        ("app_name", "Countersign & Söhne"),
        ("scope", "read_write"),
        ("user_id", &state_of(&departure)),
        ("return_url", &format!("{ADDRESS}/oauth/woocommerce/return")),
        ("callback_url", &format!("{ADDRESS}/oauth/woocommerce/keys")),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(pairs_of(&departure.location), expected);
    assert_eq!(state_of(&departure).len(), 128);
}

#[test]
fn oa_069_a_store_that_keys_must_not_go_to_is_refused_before_anything_else() {
    let woo = woo();
    for bad in [
        "http://shop.example",
        "https://10.0.0.5",
        "https://127.0.0.1",
        "https://[::1]",
        "https://169.254.169.254",
        "https://2130706433",
        "https://localhost",
        "https://store.internal",
        "https://u:p@shop.example",
        "https://shop.example:8443",
        "https://shop.example?x",
        "ftp://shop.example",
        "shop.example",
    ] {
        let url = escaped(bad);
        let query = format!("store=shop-2&url={url}&until=1&mac={}", "0".repeat(64));
        assert_eq!(woo.start(&query), Some("invalid_store_url"), "{bad}");
    }
}

#[test]
fn only_what_we_signed_is_an_invitation() {
    let woo = woo();
    let link = link();
    assert_eq!(woo.start(&link), None);
    assert_eq!(woo.start(&link.replace("store=shop-2", "store=shop-1")), Some("invalid_link"));
    assert_eq!(woo.start(&link.replace("shop.example", "evil.example")), Some("invalid_link"));
    assert_eq!(woo.start(&link.replace("until=1", "until=2")), Some("invalid_link"));
    assert_eq!(woo.start(&link.replace("mac=", "mac=0")), Some("invalid_link"));
    assert_eq!(woo.start(link.split("&mac").next().unwrap()), Some("invalid_request"));
    assert_eq!(woo.start(&link.replace("until=1", "until=x1")), Some("invalid_request"));
    assert_eq!(woo.start(&format!("{link}&store=shop-2")), Some("invalid_request"));
    let foreign = invitation("shop-2", URL).link(&OWN, Stage::Prod, &ring(OAUTH, None));
    assert_eq!(woo.start(foreign.split_once('?').unwrap().1), Some("invalid_link"));
    let other = invitation("shop-2", URL).link(&OWN, STAGE, &ring("test-another-secret", None));
    assert_eq!(woo.start(other.split_once('?').unwrap().1), Some("invalid_link"));
}

#[test]
fn an_invitation_lives_three_days_and_through_a_rotation() {
    let mut woo = woo();
    let days = |days: u64| now() + Duration::from_hours(24 * days);
    let code = |time, woo: &Woo| at_once(woo.flow.start(&link(), time)).err().map(|error| error.code());
    assert_eq!(code(days(3) - Duration::from_secs(1), &woo), None);
    assert_eq!(code(days(3), &woo), Some("invalid_link"));
    woo.flow.secrets.ring = ring("test-newer-oauth-secret", Some(OAUTH));
    assert_eq!(code(now(), &woo), None);
}

#[test]
fn the_browser_that_began_comes_back_with_an_answer() {
    let woo = woo();
    let query = |success: &str| format!("success={success}&user_id={}", woo.state);
    assert_eq!(woo.back(&query("1"), &[&woo.cookie], now()), Ok(true));
    assert_eq!(woo.back(&query("1"), &[&woo.cookie], now()), Ok(true), "the page may be loaded again");
    assert_eq!(woo.back(&query("0"), &[&woo.cookie], now()), Ok(false));
    assert_eq!(woo.back(&query("2"), &[&woo.cookie], now()), Err("invalid_request"));
    assert_eq!(woo.back("success=1", &[&woo.cookie], now()), Err("invalid_request"));
    assert_eq!(woo.back(&query("1"), &[], now()), Err("invalid_state"));
    assert_eq!(woo.back(&query("1"), &[&woo.cookie, &woo.cookie], now()), Err("invalid_state"));
    let other = format!("{}={}", woo.cookie.split('=').next().unwrap(), "b".repeat(64));
    assert_eq!(woo.back(&query("1"), &[&other], now()), Err("invalid_state"));
    assert_eq!(woo.back(&query("1"), &[&woo.cookie], now() + Duration::from_mins(10)), Err("invalid_state"));
    let calls = woo.flow.states.calls();
    let forged = format!("success=1&user_id={}{}", &woo.state[..64], "0".repeat(64));
    assert_eq!(woo.back(&forged, &[&woo.cookie], now()), Err("invalid_state"));
    assert_eq!(woo.back("success=1&user_id=1", &[&woo.cookie], now()), Err("invalid_state"));
    assert_eq!(woo.flow.states.calls(), calls);
}

#[test]
fn a_rotation_of_our_own_secret_cuts_off_nobody() {
    let mut woo = woo();
    woo.flow.secrets.ring = ring("test-newer-oauth-secret", Some(OAUTH));
    assert_eq!(woo.back(&format!("success=1&user_id={}", woo.state), &[&woo.cookie], now()), Ok(true));
    assert!(woo.keys(&woo.post().to_string()).is_ok());
}

/// A link, keys and a browser that a newer instance has begun with, under a secret that this one has not read yet.
#[test]
fn what_is_under_a_secret_newer_than_our_copy_is_good_after_reading_again() {
    let mut woo = woo();
    woo.flow.secrets.ring = ring("test-older-oauth-secret", None);
    let query = format!("success=1&user_id={}", woo.state);
    assert_eq!(woo.start(&link()), Some("invalid_link"));
    assert_eq!(woo.back(&query, &[&woo.cookie], now()), Err("invalid_state"));
    assert!(woo.keys(&woo.post().to_string()).is_err());
    woo.flow.secrets.newer_ring = Some(ring(OAUTH, None));
    assert_eq!(woo.start(&link()), None);
    assert_eq!(woo.back(&query, &[&woo.cookie], now()), Ok(true));
    assert!(woo.keys(&woo.post().to_string()).is_ok());
    assert_eq!(woo.flow.secrets.ring_rereads(), 6);
}

#[test]
fn the_return_and_the_keys_do_not_stand_in_for_each_other() {
    let woo = woo();
    assert!(woo.keys(&woo.post().to_string()).is_ok());
    let query = format!("success=1&user_id={}", woo.state);
    assert_eq!(woo.back(&query, &[&woo.cookie], now()), Ok(true));
    woo.check_keys(|_| {}, "invalid_state");
}

#[test]
fn trouble_with_the_states_begins_nothing() {
    let mut woo = woo();
    woo.flow.states.trouble = Some(Trouble::Lasting);
    let error = at_once(woo.flow.start(&link(), now())).err().unwrap();
    assert!(matches!(error, OAuthError::States(StatesError::Refused(_))));
}
