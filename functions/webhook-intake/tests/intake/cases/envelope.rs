//! What API Gateway hands over.

use serde_json::json;

use crate::support::{Bench, FORGED, Request, SHOPIFY, check, forged, order, refused};

fn delivery() -> Request {
    Request::shopify("orders/create", order(json!({})))
}

#[tokio::test]
async fn wh_032_a_body_in_base64_is_proven_by_its_bytes() {
    let plain = check(&delivery(), "accepted").await;
    assert_eq!(check(&delivery().in_base64(), "accepted").await.id, plain.id);
}

#[tokio::test]
async fn wh_034_a_body_that_looks_like_base64_is_taken_literally() {
    // Rightly signed, and no JSON: kept from everyone, never decoded.
    let entry = check(&Request::shopify("orders/create", "eyJpZCI6MX0="), "quarantined").await;
    assert_eq!(entry.quarantine.unwrap().code(), "not_json");
}

#[tokio::test]
async fn wh_035_an_event_without_body_proves_nothing() {
    for body in [",\"body\":null", ""] {
        let event = delivery().to_event();
        let without = event.replacen(&format!("\"body\":{},", json!(order(json!({})))), "", 1);
        assert!(without.len() < event.len(), "the body was not found");
        let event =
            without.replacen("\"isBase64Encoded\":false", &format!("\"isBase64Encoded\":false{body}"), 1);
        assert_eq!(Bench::new().invoke(&event).await.unwrap().text, FORGED);
    }
}

#[tokio::test]
async fn wh_037_only_post_is_a_method_here() {
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "post"] {
        refused(&delivery().by(method), 405, "method_not_allowed").await;
    }
}

#[tokio::test]
async fn wh_039_a_compressed_body_is_refused_before_anything_is_inflated() {
    for coding in ["gzip", "br", "deflate", "gzip, identity"] {
        refused(&delivery().with("content-encoding", coding), 415, "unsupported_encoding").await;
    }
    check(&delivery().with("content-encoding", "identity"), "accepted").await;
}

#[tokio::test]
async fn wh_043_more_headers_than_any_store_sends_are_refused() {
    let many = (0..1000).fold(delivery(), |request, at| request.with(&format!("x-test-{at}"), "1"));
    refused(&many, 400, "malformed_request").await;
    refused(&delivery().with("x-test", "v".repeat(32 * 1024)), 400, "malformed_request").await;
}

#[tokio::test]
async fn wh_044_bytes_that_no_header_should_hold_are_refused_where_they_matter() {
    for bytes in ["\0", "\u{e9}", "\u{fffd}", "\r\nx: y"] {
        let spoiled = |name: &str| {
            let value = delivery().headers[name].clone();
            delivery().with(name, format!("{value}{bytes}"))
        };
        refused(&spoiled("x-shopify-topic"), 400, "invalid_topic").await;
        refused(&spoiled("x-shopify-shop-domain"), 400, "invalid_shop").await;
        refused(&spoiled("x-shopify-webhook-id"), 400, "invalid_webhook_id").await;
        forged(&spoiled("x-shopify-hmac-sha256")).await;
        check(&spoiled("user-agent"), "accepted").await;
    }
}

/// The catalogue wants 400. What is no request of API Gateway has nobody to answer: the invocation fails, in words that
/// hold nothing of what came.
#[tokio::test]
async fn wh_045_what_is_no_request_fails_without_a_word_of_it() {
    let bad_base64 = delivery().to_event().replace("\"isBase64Encoded\":false", "\"isBase64Encoded\":true");
    let older = delivery().to_event().replace("\"version\":\"2.0\"", "\"version\":\"1.0\"");
    let sqs = r#"{"Records":[{"messageId":"canary","receiptHandle":"canary","body":"canary"}]}"#;
    for event in ["{}", "null", "[]", "5", "\"canary\"", r#"{"version":"2.0"}"#, sqs, &bad_base64, &older] {
        let bench = Bench::new();
        let error = bench.invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
        assert_eq!(
            error.error_message,
            "the event is not a request of an API Gateway HTTP API (payload format 2.0)"
        );
        assert_eq!(bench.intake.journal.calls(), 0);
    }
}

#[tokio::test]
async fn wh_046_a_path_that_is_no_route_is_not_found() {
    for path in [
        "/webhooks/../admin",
        "//webhooks/shopify/door",
        "/webhooks%2fshopify%2fdoor",
        "/webhooks/shopify",
        "/webhooks/shopify/door/",
        "/webhooks/shopify/door/store-1",
        "/webhooks/woocommerce/door",
        "/webhooks/woocommerce/door/store-1/",
        "/Webhooks/shopify/door",
        "/",
        "",
    ] {
        refused(&delivery().at_path(path), 404, "not_found").await;
    }
}

#[tokio::test]
async fn wh_047_headers_about_the_way_here_change_nothing() {
    let request = delivery()
        .with("x-forwarded-host", "evil.example.test")
        .with("x-original-url", "/webhooks/woocommerce/door/store-1")
        .with("x-http-method-override", "DELETE")
        .with("forwarded", "host=evil.example.test")
        .with("host", "evil.example.test");
    assert_eq!(check(&request, "accepted").await, check(&delivery().at_path(SHOPIFY), "accepted").await);
}
