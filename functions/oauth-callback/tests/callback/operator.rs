use countersign_core::ports::SubscribeFault;
use serde_json::json;

use crate::bench::{Bench, SHOP};

const EVENT: &str = r#"{"install":{"grant":"client_credentials","shop":"a.myshopify.com"}}"#;

#[tokio::test]
async fn an_operator_installs_a_store_of_the_apps_own_organisation() {
    let bench = Bench::new();
    let told = bench.invoke(EVENT).await.unwrap();
    assert_eq!(told["outcome"], "connected");
    assert!(told["subscriptions_made"].as_u64().unwrap() > 0);
    assert_eq!(bench.site.installer.platform.exchanges(), [(SHOP.to_owned(), "client_credentials")]);
    assert!(bench.is_connected());
}

#[tokio::test]
async fn an_operator_is_told_what_did_not_work() {
    let mut bench = Bench::new();
    bench.site.installer.platform.subscribing = Err(SubscribeFault::Denied);
    bench.site.installer.platform.scopes = "";
    let told = bench.invoke(EVENT).await.unwrap();
    let expected = json!({"shop": SHOP, "outcome": "scope_missing", "missing_scopes": ["read_orders"],
        "subscriptions_made": 0, "subscriptions_failed": "subscriptions_denied"});
    assert_eq!(told, expected);
    bench.site.installer.platform.says(401, r#"{"error":"invalid_client"}"#);
    assert_eq!(bench.invoke(EVENT).await.unwrap()["outcome"], "exchange_rejected");
    let elsewhere = EVENT.replace(SHOP, "evil.example");
    assert_eq!(bench.invoke(&elsewhere).await.unwrap()["outcome"], "invalid_shop");
}

#[tokio::test]
async fn anything_else_is_no_event_of_ours() {
    for event in [
        "{}",
        "null",
        "[]",
        r#"{"install":{"grant":"code","shop":"a.myshopify.com"}}"#,
        r#"{"install":{"grant":"client_credentials"}}"#,
        r#"{"install":{"grant":"client_credentials","shop":"a.myshopify.com"},"version":"2.0"}"#,
        r#"{"task":"renew-due"}"#,
    ] {
        let error = Bench::new().invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
    }
}
