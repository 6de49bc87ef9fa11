use std::time::Duration;

use countersign_core::{
    Stage,
    oauth::{Invitation, OwnAddress},
    store::{Store, WooStoreId},
    testing::{OAUTH, ring},
    tokens::{ConnectionRow, Status},
};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    bench::{ADDRESS, Bench, Told, event, now, store_url},
    log::{logged, told as logged_line},
};

pub(crate) const KEYS: &str = "/oauth/woocommerce/keys";

fn link() -> String {
    let (store, address) = (WooStoreId::parse("berlin").unwrap(), OwnAddress::parse(ADDRESS).unwrap());
    let link = Invitation::new(store, store_url(), now()).link(&address, Stage::Local, &ring(OAUTH, None));
    link.split_once('?').unwrap().1.to_owned()
}

/// Follows the invitation; gives ticket and cookie.
pub(crate) async fn begun(bench: &Bench) -> (String, String) {
    let told = bench.send("GET", "/oauth/woocommerce/install", &link(), json!({})).await;
    assert_eq!(told.status(), 302, "{told:?}");
    let location = told.header("location");
    assert!(location.starts_with("https://shop.example/de/wc-auth/v1/authorize?"), "{location}");
    let ticket = location.split("&user_id=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    (ticket, told.cookie().split(';').next().unwrap().to_owned())
}

pub(crate) fn post(ticket: &str, digit: &str) -> serde_json::Value {
    let body = json!({"key_id": 3, "user_id": ticket, "consumer_key": format!("ck_{}", digit.repeat(40)),
        "consumer_secret": format!("cs_{}", "2".repeat(40)), "key_permissions": "read_write"});
    json!({"body": body.to_string(), "headers": {"content-type": "application/json"}})
}

pub(crate) async fn back(bench: &Bench, success: u8, ticket: &str, cookie: &str) -> Told {
    let query = format!("success={success}&user_id={ticket}");
    bench.send("GET", "/oauth/woocommerce/return", &query, json!({ "cookies": [cookie] })).await
}

#[tokio::test]
async fn an_invited_store_is_connected_and_its_webhooks_get_the_derived_secret() {
    let bench = Bench::new();
    let (ticket, cookie) = begun(&bench).await;
    let told = bench.send("POST", KEYS, "", post(&ticket, "1")).await;
    assert_eq!((told.status(), told.body()), (200, r#"{"result":"connected"}"#));
    assert_eq!(bench.site.keys.kept().len(), 1);
    let webhooks = bench.site.stores.webhooks.lock().unwrap().clone();
    assert!(!webhooks.is_empty() && webhooks.iter().all(|(_, secret)| secret.len() == 43), "{webhooks:?}");
    // The row is the adapter's to write; this is what it writes.
    let row =
        ConnectionRow { status: Some(Status::Connected), installed_at: Some(now()), ..Default::default() };
    bench.site.installer.rows.set(&Store::parse("woocommerce#berlin").unwrap(), row);
    let told = back(&bench, 1, &ticket, &cookie).await;
    assert_eq!((told.status(), told.heading()), (200, "Your store is connected"));
    assert!(told.cookie().contains("Max-Age=0"));
}

/// It would delete keys that are current here.
#[tokio::test(start_paused = true)]
async fn a_store_that_is_slow_to_make_webhooks_is_answered_in_time_to_keep_its_keys() {
    for (left, answered_after) in [(29, 10), (7, 5), (1, 0)] {
        let mut bench = Bench::new();
        bench.site.stores.hangs_for = Some(format!("ck_{}", "8".repeat(40)));
        let (ticket, _) = begun(&bench).await;
        let event = event("POST", KEYS, "", post(&ticket, "8"));
        let begun = Instant::now();
        let (told, lines) = logged(bench.invoke_within(&event, Duration::from_secs(left))).await;
        assert_eq!(told.unwrap()["statusCode"], 200, "with {left} s left");
        assert_eq!((begun.elapsed().as_secs(), bench.site.keys.kept().len()), (answered_after, 1));
        let line = "outcome=\"unsubscribed\" code=\"subscriptions_unavailable\" store=\"woocommerce#berlin\"";
        assert!(logged_line(&lines, "ERROR", line), "{lines}");
    }
}

#[tokio::test]
async fn only_keys_that_the_invited_store_accepts_are_answered_with_200() {
    let bench = Bench::new();
    let (ticket, _) = begun(&bench).await;
    for (body, status, code) in [
        (json!({"body": "{}"}), 400, "invalid_keys"),
        (post(&"0".repeat(128), "1"), 403, "invalid_state"),
        (post(&ticket, "9"), 403, "keys_not_accepted"),
        // Its state was used up by the try before.
        (post(&ticket, "1"), 403, "invalid_state"),
    ] {
        let told = bench.send("POST", KEYS, "", body).await;
        assert_eq!((told.status(), told.code().as_str()), (status, code));
    }
    assert!(bench.site.keys.kept().is_empty());
}

#[tokio::test]
async fn a_merchant_who_comes_back_without_keys_is_told_so_and_may_look_again() {
    let bench = Bench::new();
    let (ticket, cookie) = begun(&bench).await;
    let told = back(&bench, 1, &ticket, &cookie).await;
    assert_eq!((told.status(), told.heading()), (202, "Your store is not connected yet"));
    assert!(told.cookie().is_empty());
    assert_eq!(back(&bench, 0, &ticket, &cookie).await.heading(), "Your store was not connected");
    assert_eq!(back(&bench, 1, &ticket, "other=1").await.status(), 403);
}

#[tokio::test]
async fn a_connection_from_before_this_invitation_is_not_taken_for_it() {
    let bench = Bench::new();
    let (ticket, cookie) = begun(&bench).await;
    let before = now() - Duration::from_secs(1);
    let row =
        ConnectionRow { status: Some(Status::Connected), installed_at: Some(before), ..Default::default() };
    bench.site.installer.rows.set(&Store::parse("woocommerce#berlin").unwrap(), row);
    assert_eq!(back(&bench, 1, &ticket, &cookie).await.status(), 202);
}

#[tokio::test]
async fn oa_069_a_link_that_we_did_not_make_begins_nothing() {
    let bench = Bench::new();
    for (from, to, status) in [
        ("berlin", "paris", 403),
        ("shop.example", "evil.example", 403),
        ("https%3A%2F%2Fshop.example%2Fde%2F", "http%3A%2F%2Fshop.example%2F", 400),
        ("https%3A%2F%2Fshop.example%2Fde%2F", "https%3A%2F%2F10.0.0.1%2F", 400),
        ("mac=", "nac=", 400),
    ] {
        assert!(link().contains(from), "{from}");
        let told =
            bench.send("GET", "/oauth/woocommerce/install", &link().replace(from, to), json!({})).await;
        assert_eq!(told.status(), status, "{to}");
        assert!(!told.heading().is_empty());
    }
    assert_eq!(bench.site.shopify.states.calls(), 0);
}
