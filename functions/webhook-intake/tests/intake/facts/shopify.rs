//! Shopify's own sample of each topic, made recent and with made-up people.

use countersign_core::testing::{FixedSecrets, MemoryJournal};
use serde_json::{Value, json};

use crate::support::{Bench, JUST_NOW, Request, check};

/// The shop in the samples.
const SAMPLE_SHOP: &str = "jsmith.myshopify.com";
/// The one moment of the samples.
const SAMPLE_TIME: &str = "2021-12-31T19:00:00-05:00";

const ORDER: &str = include_str!("../../fixtures/shopify/order.json");
const SHOP: &str = include_str!("../../fixtures/shopify/shop.json");

/// Every topic of the table with its sample, and the head under which it is kept.
const SAMPLES: [(&str, &str, &str); 11] = [
    ("orders/create", ORDER, "head#deliver"),
    ("orders/updated", ORDER, "head#deliver"),
    ("orders/paid", ORDER, "head#deliver"),
    ("orders/cancelled", ORDER, "head#deliver"),
    ("refunds/create", include_str!("../../fixtures/shopify/refund.json"), "head#deliver"),
    ("shop/update", SHOP, "head#deliver"),
    ("app/uninstalled", SHOP, "head#lifecycle"),
    ("app/scopes_update", include_str!("../../fixtures/shopify/scopes.json"), "head#lifecycle"),
    (
        "customers/data_request",
        include_str!("../../fixtures/shopify/customers_data_request.json"),
        "head#lifecycle",
    ),
    ("customers/redact", include_str!("../../fixtures/shopify/customers_redact.json"), "head#lifecycle"),
    ("shop/redact", include_str!("../../fixtures/shopify/shop_redact.json"), "head#lifecycle"),
];

/// The sample as if sent a minute ago; the samples of shops leave their own time out.
fn recent(sample: &str) -> String {
    let mut body: Value = serde_json::from_str(&sample.replace(SAMPLE_TIME, JUST_NOW)).unwrap();
    if body.get("updated_at").is_some() {
        body["updated_at"] = json!(JUST_NOW);
    }
    body.to_string()
}

/// The sample of each topic, as a value.
pub(crate) fn recent_samples() -> Vec<(&'static str, Value)> {
    let value = |sample: &str| serde_json::from_str(&recent(sample)).unwrap();
    SAMPLES.iter().map(|(topic, sample, _)| (*topic, value(sample))).collect()
}

fn delivery(topic: &str, body: String) -> Request {
    Request::shopify(topic, body).with("x-shopify-shop-domain", SAMPLE_SHOP)
}

#[tokio::test]
async fn every_sample_is_accepted_under_its_topic() {
    for (topic, sample, head) in SAMPLES {
        let entry = check(&delivery(topic, recent(sample)), "accepted").await;
        assert_eq!((entry.head.as_str(), entry.payload.is_some()), (head, true), "{topic}");
    }
}

#[tokio::test]
async fn a_sample_is_taken_for_no_other_kind_of_topic() {
    let foreign = [
        ("orders/create", 4),
        ("orders/create", 5),
        ("refunds/create", 0),
        ("shop/update", 0),
        ("app/uninstalled", 0),
        ("app/scopes_update", 0),
        ("customers/redact", 0),
        ("customers/redact", 10),
        ("shop/redact", 8),
    ];
    for (topic, sample) in foreign {
        let entry = check(&delivery(topic, recent(SAMPLES[sample].1)), "quarantined").await;
        assert_eq!(entry.quarantine.unwrap().code(), "unexpected_shape", "{topic} {sample}");
    }
}

/// "Send test notification" sends these very bodies, and they are years old.
#[tokio::test]
async fn a_sample_as_it_is_is_stale_or_bare() {
    for (topic, sample, _) in SAMPLES {
        let told = Bench::new().send(&delivery(topic, sample.to_owned())).await;
        assert_eq!(told.status(), 200, "{topic}");
    }
    let entry = check(&delivery("orders/create", ORDER.to_owned()), "quarantined").await;
    assert_eq!(entry.quarantine.unwrap().code(), "stale");
}

/// From the test suites of `shopify_app` and `shopify-app-js`, through the whole function.
#[tokio::test]
async fn the_libraries_vectors_are_proven() {
    let vectors = [
        ("secret", "foo=anything", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=", "quarantined"),
        ("test_secret_key", r#"{"foo": "bar"}"#, "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", "recorded"),
    ];
    for (secret, body, signature, result) in vectors {
        let secrets = FixedSecrets::default().with_shopify(secret, "test-older-client-secret");
        let bench = Bench::with(secrets, MemoryJournal::default());
        let topic = if result == "recorded" { "products/create" } else { "orders/create" };
        let told = bench.send(&Request::shopify(topic, body).signed_as(signature)).await;
        assert_eq!(told.result(), result, "{body}");
    }
}

/// Shopify signs with the oldest secret that is not revoked, so a new one can be in use before we have read it.
#[tokio::test]
async fn a_secret_that_was_replaced_is_read_again() {
    let secrets = FixedSecrets::default().replaced_by("test-newer-client-secret");
    let bench = Bench::with(secrets, MemoryJournal::default());
    let delivery = delivery("orders/create", recent(ORDER));
    assert_eq!(bench.send(&delivery).await.result(), "accepted");
    assert_eq!(bench.intake.secrets.rereads(), 0, "a proven delivery asked for the secret again");
    let told = bench.send(&delivery.signed_with("test-newer-client-secret")).await;
    assert_eq!((told.result().as_str(), bench.intake.secrets.rereads()), ("repeat", 1));
}
