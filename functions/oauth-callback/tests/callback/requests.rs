use serde_json::json;

use crate::bench::Bench;

#[tokio::test]
async fn what_is_none_of_our_addresses_is_refused_without_a_page() {
    let bench = Bench::new();
    for (method, path, status, code) in [
        ("GET", "/", 404, "not_found"),
        ("GET", "/oauth/shopify", 404, "not_found"),
        ("GET", "/oauth/shopify/callback/", 404, "not_found"),
        ("GET", "/OAUTH/shopify/callback", 404, "not_found"),
        ("POST", "/oauth/shopify/callback", 405, "method_not_allowed"),
        ("GET", "/oauth/shopify/token", 405, "method_not_allowed"),
        ("HEAD", "/oauth/woocommerce/keys", 405, "method_not_allowed"),
    ] {
        let told = bench.send(method, path, "", json!({})).await;
        let expected = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
        assert_eq!((told.status(), told.body()), (status, expected.as_str()), "{method} {path}");
    }
}

#[tokio::test]
async fn a_body_larger_than_any_that_is_sent_here_is_not_read() {
    let bench = Bench::new();
    let body = json!({"body": "x".repeat(8 * 1024 + 1)});
    let told = bench.send("POST", "/oauth/woocommerce/keys", "", body).await;
    assert_eq!((told.status(), told.code().as_str()), (413, "payload_too_large"));
}

#[tokio::test]
async fn a_refusal_tells_a_stranger_nothing_of_what_was_sent() {
    let bench = Bench::new();
    let query = "code=canary1&shop=canary2.myshopify.com&state=canary3&timestamp=canary4&hmac=canary5";
    let told = bench.send("GET", "/oauth/shopify/callback", query, json!({"cookies": ["canary6=1"]})).await;
    assert!(!told.0.to_string().contains("canary"), "{told:?}");
}
