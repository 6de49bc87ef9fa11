//! What is kept of a body full of canaries: what the policy names, sealed, and nothing anywhere else.

use std::collections::BTreeSet;

use countersign_core::{config::Config, journal::Quarantine, topic::Topic};
use serde_json::{Value, json};

use super::planted::{CANARY, leaves, planted, shopify_samples, woocommerce_samples};
use crate::support::{Bench, Request, logged};

/// What is for `store-lifecycle`.
const LIFECYCLE_TOPICS: [&str; 5] =
    ["app/uninstalled", "app/scopes_update", "customers/data_request", "customers/redact", "shop/redact"];

/// What it needs to act.
const LIFECYCLE_FIELDS: [&str; 11] = [
    "id",
    "shop_id",
    "shop_domain",
    "myshopify_domain",
    "customer",
    "orders_requested",
    "orders_to_redact",
    "data_request",
    "previous",
    "current",
    "updated_at",
];

/// The fields that anyone may see of a topic.
fn allowed(config: &Config, topic: &Topic) -> Vec<String> {
    if LIFECYCLE_TOPICS.contains(&topic.name()) {
        return LIFECYCLE_FIELDS.map(str::to_owned).to_vec();
    }
    let subscriptions = config.partners.iter().flat_map(|partner| &partner.subscriptions);
    let ours = subscriptions.filter(|subscription| subscription.topic == *topic);
    ours.flat_map(|subscription| &subscription.paths).map(ToString::to_string).collect()
}

fn is_in(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Sends `body` and checks where its leaves are found again.
async fn check(request: &Request, body: &Value) {
    let bench = Bench::new();
    let (told, log) = logged(bench.send(request)).await;
    let entry = bench.last();
    let unreadable = matches!(entry.quarantine, Some(Quarantine::Unreadable(_)));
    let allowed = if unreadable { Vec::new() } else { allowed(bench.intake.config, &entry.topic) };
    let expected: BTreeSet<_> =
        leaves(body).into_iter().filter(|(path, _)| allowed.iter().any(|field| is_in(path, field))).collect();
    let kept = bench.kept().map(|text| leaves(&serde_json::from_str(&text).unwrap()));
    assert_eq!(kept.unwrap_or_default(), expected, "{}", entry.topic);
    assert_eq!(entry.payload.is_some(), !allowed.is_empty(), "{}", entry.topic);
    assert!(log.contains(&told.event()), "the log is not listened to");
    for (place, text) in [("answer", &told.text), ("log", &log), ("entry", &format!("{entry:?}"))] {
        assert!(!CANARY.iter().any(|canary| text.contains(canary)), "{} in the {place}: {text}", entry.topic);
    }
}

#[tokio::test]
async fn shopify_payloads_hold_what_the_policy_names() {
    for (topic, sample) in shopify_samples() {
        let body = planted(&sample);
        let request = Request::shopify(topic, body.to_string());
        check(&request.with("x-shopify-shop-domain", "jsmith.myshopify.com"), &body).await;
    }
}

#[tokio::test]
async fn woocommerce_payloads_hold_what_the_policy_names() {
    for (topic, sample) in woocommerce_samples() {
        let body = planted(&sample);
        check(&Request::woocommerce(topic, body.to_string()), &body).await;
    }
}

/// So that nothing is lost to whoever releases it.
#[tokio::test]
async fn of_a_quarantined_body_the_same_is_kept_as_of_a_good_one() {
    let order = planted(&shopify_samples().swap_remove(0).1);
    for (name, value) in
        [("order_status_url", "https://other-shop.myshopify.com/1"), ("updated_at", "2020-01-01T00:00:00Z")]
    {
        let mut body = order.clone();
        body[name] = value.into();
        let request = Request::shopify("orders/create", body.to_string());
        check(&request.with("x-shopify-shop-domain", "jsmith.myshopify.com"), &body).await;
    }
    let product = planted(&json!({"title": "", "email": "", "id": 1}));
    check(&Request::shopify("orders/paid", product.to_string()), &product).await;
}

#[tokio::test]
async fn of_a_body_that_cannot_be_read_nothing_is_kept() {
    for body in [planted(&json!({"email": ""})).to_string() + "x", format!("\"{}\"", CANARY[0])] {
        check(&Request::shopify("orders/create", body), &json!({})).await;
    }
}

/// What a stranger wrote stands in no answer and no line of the log.
#[tokio::test]
async fn a_refusal_repeats_nothing_of_the_request() {
    let right = Request::shopify("orders/create", format!(r#"{{"id":"{}"}}"#, CANARY[0]));
    let spoiled = |name: &str| right.clone().with(name, format!("{}!", CANARY[0]));
    for request in [
        spoiled("x-shopify-hmac-sha256"),
        spoiled("x-shopify-topic"),
        spoiled("x-shopify-shop-domain"),
        spoiled("x-shopify-webhook-id"),
        spoiled("content-encoding"),
        right.clone().at_path(&format!("/{}", CANARY[0])),
        right.clone().by("canary-method"),
    ] {
        let (told, log) = logged(Bench::new().send(&request)).await;
        assert!(told.status() >= 400 && log.contains("refused"), "{told:?} {log}");
        assert!(!told.text.contains(CANARY[0]) && !log.contains(CANARY[0]), "{told:?} {log}");
    }
}

/// Erasure must find an event by its people without our storing who they are.
#[tokio::test]
async fn people_are_kept_as_pseudonyms_only() {
    let body = crate::support::order(json!({
        "email": "ada@example.com",
        "customer": {"id": 7_770_000_001_u64, "phone": "+1 415 555 0100"},
    }));
    let bench = Bench::new();
    bench.send(&Request::shopify("orders/paid", body)).await;
    let entry = bench.last();
    assert_eq!(entry.people.len(), 4, "order, customer, e-mail, phone");
    for pseudonym in &entry.people {
        assert!(pseudonym.len() == 32 && pseudonym.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    let shown = format!("{entry:?}");
    for person in ["ada", "example.com", "7770000001", "5550100", "820982911946154508"] {
        assert!(!shown.contains(person), "{person}");
    }
}
