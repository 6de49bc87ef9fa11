//! Orders as Shopify sends them, each another one.

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::testing::SHOPIFY_CLIENT_SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The size of every body.
pub(crate) const BODY: usize = 8 * 1024;
/// 22 November 2026, UTC; the bodies state it.
pub(crate) const STATED_AT: u64 = 1_795_305_600;
const STATED: &str = "2026-11-22T00:00:00Z";

/// An order's webhook as API Gateway hands it over.
pub(crate) fn event(round: usize, at: u32) -> String {
    let number = round as u64 * 1000 + u64::from(at);
    let body = order(number);
    let mut mac = Hmac::<Sha256>::new_from_slice(SHOPIFY_CLIENT_SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    json!({
        "version": "2.0",
        "rawPath": "/webhooks/shopify/local-door-key-for-tests-only",
        "headers": {
            "content-type": "application/json",
            "user-agent": "Shopify-Captain-Hook",
            "x-shopify-api-version": "2026-10",
            "x-shopify-hmac-sha256": BASE64_STANDARD.encode(mac.finalize().into_bytes()),
            "x-shopify-shop-domain": "test-shop.myshopify.com",
            "x-shopify-topic": "orders/create",
            "x-shopify-triggered-at": STATED,
            "x-shopify-webhook-id": format!("b54557e4-0000-4000-8000-{number:012}"),
        },
        "requestContext": {"http": {"method": "POST"}},
        "body": body,
        "isBase64Encoded": false,
    })
    .to_string()
}

/// The platform's own example, with fewer lines, and a note that makes up the size.
fn order(number: u64) -> String {
    let mut order: Value =
        serde_json::from_str(include_str!("../../tests/fixtures/shopify/order.json")).unwrap();
    order["line_items"].as_array_mut().unwrap().truncate(1);
    order["id"] = json!(820_000_000_000 + number);
    order["order_status_url"] = json!("https://test-shop.myshopify.com/1/orders/test/authenticate?key=test");
    (order["created_at"], order["updated_at"]) = (json!(STATED), json!(STATED));
    order["note"] = json!("");
    let missing = BODY - order.to_string().len();
    order["note"] = json!("x".repeat(missing));
    order.to_string()
}
