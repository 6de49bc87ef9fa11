//! Deliveries captured from a real WooCommerce with made-up customers, and its pings.

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::{
    intake::Signature,
    keys::SigningKey,
    testing::{FixedSecrets, MemoryJournal, WOOCOMMERCE_MASTER},
};
use serde_json::{Value, json};

use crate::support::{Bench, FORGED, Request, STORE_SECRET, forged, signature, woo_order};

/// The secret of `store-1` under an older master, derived elsewhere.
const OLDER_MASTER: &str = "test-older-webhook-master-not-a-real-one";
const OLDER_STORE_SECRET: &str = "ofuVH4CzbYCeqJ3hm94QwR95hoiuRBSHwTSIN63ZAHb";

fn captured() -> Value {
    serde_json::from_str(include_str!("../../fixtures/woocommerce.json")).unwrap()
}

fn deliveries() -> Vec<Value> {
    captured()["deliveries"].as_array().unwrap().clone()
}

fn text<'v>(delivery: &'v Value, field: &str) -> &'v str {
    delivery[field].as_str().unwrap()
}

/// A whole order, as a value.
pub(crate) fn captured_order() -> Value {
    serde_json::from_str(text(&deliveries()[0], "body")).unwrap()
}

/// The same body, signed for our store.
fn resigned(delivery: &Value) -> Request {
    Request::woocommerce(text(delivery, "topic"), text(delivery, "body"))
        .delivered_as(text(delivery, "delivery_id"))
        .with("x-wc-webhook-id", text(delivery, "webhook_id"))
}

#[test]
fn captured_signatures_are_proven_by_their_secrets_and_by_no_other() {
    for delivery in deliveries() {
        let (body, claimed) = (text(&delivery, "body").as_bytes(), text(&delivery, "signature"));
        let claimed = Signature::parse(claimed).unwrap();
        assert!(SigningKey::parse(text(&delivery, "secret")).unwrap().verifies(body, &claimed));
        assert!(!SigningKey::parse(STORE_SECRET).unwrap().verifies(body, &claimed));
    }
}

#[tokio::test]
async fn captured_deliveries_are_refused_with_their_own_signatures() {
    for delivery in deliveries() {
        forged(&resigned(&delivery).signed_as(text(&delivery, "signature"))).await;
    }
}

#[tokio::test]
async fn captured_deliveries_are_accepted_once_we_made_the_secret() {
    let bench = Bench::new();
    for delivery in deliveries() {
        assert_eq!(bench.send(&resigned(&delivery)).await.result(), "accepted", "{delivery}");
        let kept: Value = serde_json::from_str(&bench.kept().unwrap()).unwrap();
        let body: Value = serde_json::from_str(text(&delivery, "body")).unwrap();
        assert_eq!(kept["id"], body["id"]);
    }
    for delivery in deliveries() {
        assert_eq!(bench.send(&resigned(&delivery)).await.result(), "repeat");
    }
}

#[tokio::test]
async fn a_ping_is_answered_with_an_empty_200_and_nothing_else() {
    for ping in captured()["pings"].as_array().unwrap() {
        let bench = Bench::new();
        let told = bench.send(&Request::ping(ping.as_str().unwrap())).await;
        assert_eq!((told.status(), told.body(), bench.intake.journal.calls()), (200, "", 0));
    }
}

#[tokio::test]
async fn what_only_resembles_a_ping_proves_nothing() {
    let long = format!("webhook_id={}", "1".repeat(21));
    for body in
        ["webhook_id=", "webhook_id=1a", "webhook_id=-1", " webhook_id=1", "webhook_id=1&x=1", "", &long]
    {
        forged(&Request::ping(body)).await;
    }
    let ping = Request::ping("webhook_id=7");
    forged(&ping.clone().with("x-wc-webhook-signature", "")).await;
    forged(&ping.clone().signed_with("test-another-secret")).await;
    forged(&ping.clone().of_store("No.Store")).await;
    forged(&ping.at_path("/webhooks/shopify/door")).await;
}

#[tokio::test]
async fn a_store_that_cannot_exist_gets_the_answer_of_a_wrong_signature() {
    for store in ["", "Store-1", "store_1", "-store", "store-1%00", "..", &"a".repeat(64)] {
        forged(&Request::woocommerce("order.created", woo_order(json!({}))).of_store(store)).await;
    }
}

/// What stores receive when the webhook's owner lost the right to read the order.
#[tokio::test]
async fn an_error_in_place_of_the_order_is_quarantined() {
    let body = r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot view this resource.","data":{"status":401}}"#;
    for topic in ["order.created", "order.updated", "order.deleted", "customer.updated", "product.updated"] {
        let bench = Bench::new();
        assert_eq!(bench.send(&Request::woocommerce(topic, body)).await.result(), "quarantined");
        assert_eq!(bench.last().quarantine.unwrap().code(), "store_error", "{topic}");
    }
}

#[tokio::test]
async fn during_a_rotation_both_masters_prove() {
    let secrets = FixedSecrets::default().with_masters(WOOCOMMERCE_MASTER, OLDER_MASTER);
    let bench = Bench::with(secrets, MemoryJournal::default());
    let delivery = Request::woocommerce("order.created", woo_order(json!({})));
    assert_eq!(bench.send(&delivery).await.result(), "accepted");
    let older = delivery.signed_with(OLDER_STORE_SECRET);
    assert_eq!(bench.send(&older).await.result(), "repeat");
    let master = BASE64_STANDARD.encode(signature(WOOCOMMERCE_MASTER, &older.body));
    assert_eq!(bench.send(&older.signed_as(master)).await.text, FORGED, "the master itself signed");
}

/// Only Shopify's secret is read again after a mismatch: nobody else can change a master.
#[tokio::test]
async fn a_forged_delivery_of_a_store_asks_for_no_secret_again() {
    let bench = Bench::new();
    let delivery = Request::woocommerce("order.created", woo_order(json!({})));
    assert_eq!(bench.send(&delivery.signed_with("test-another-secret")).await.text, FORGED);
    assert_eq!((bench.intake.secrets.rereads(), bench.intake.journal.calls()), (0, 0));
}
