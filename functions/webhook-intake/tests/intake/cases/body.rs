//! Rightly signed, and not as expected: kept from everyone, never refused, because a store that is refused gives up on
//! the webhook.

use countersign_core::journal::Quarantine;
use serde_json::json;

use crate::support::{Request, check, order};

async fn quarantined(body: impl Into<Vec<u8>>, code: &str) {
    let entry = check(&Request::shopify("orders/create", body), "quarantined").await;
    assert_eq!(entry.quarantine.map(Quarantine::code), Some(code));
    assert_eq!((entry.head.as_str(), entry.payload, entry.people), ("head#quarantine", None, Vec::new()));
}

#[tokio::test]
async fn wh_073_a_repeated_key_is_quarantined() {
    quarantined(r#"{"id":1,"id":2}"#, "repeated_key").await;
    let deep = order(json!({"note_attributes": [{"name": "KEY"}]})).replace("\"KEY\"", "1,\"na\\u006de\":2");
    quarantined(deep, "repeated_key").await;
}

#[tokio::test]
async fn wh_074_deep_nesting_is_quarantined() {
    quarantined("[".repeat(10_000), "not_json").await;
    quarantined(format!("{{\"a\":{}", "[".repeat(10_000)), "not_json").await;
    let closed = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    quarantined(closed, "not_json").await;
}

#[tokio::test]
async fn wh_077_a_lone_surrogate_is_quarantined() {
    quarantined(order(json!({"note": "X"})).replace("\"X\"", r#""\ud800""#), "not_json").await;
}

#[tokio::test]
async fn wh_078_a_byte_order_mark_is_quarantined() {
    quarantined(format!("\u{feff}{}", order(json!({}))), "not_json").await;
}

#[tokio::test]
async fn wh_081_what_is_no_object_is_quarantined() {
    for body in ["null", "\"x\"", "[]", "5", "true"] {
        quarantined(body, "not_an_object").await;
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_quarantined() {
    quarantined(b"{\"id\":\"\xff\"}".as_slice(), "not_utf8").await;
    quarantined("", "not_json").await;
}

#[tokio::test]
async fn wh_084_keys_with_a_meaning_elsewhere_are_inert() {
    let keys = json!({"__proto__": {"x": 1}, "constructor": {}, "$where": "1", "a": {"$ref": "#"}});
    let entry = check(&Request::shopify("orders/create", order(keys)), "accepted").await;
    assert!(entry.payload.is_some());
}
