use countersign_core::ports::SubscribeFault;
use serde_json::json;

use crate::bench::{Bench, store};

const EVENT: &str = r#"{"store":"shopify#shop-0.myshopify.com"}"#;

#[tokio::test]
async fn an_operator_renews_a_store_that_is_not_due_and_repairs_its_webhooks() {
    let bench = Bench::with_shops(1).await;
    let told = bench.invoke(EVENT).await.unwrap();
    assert_eq!((&told["outcome"], &told["store"]), (&json!("ok"), &json!("shopify#shop-0.myshopify.com")));
    assert!(told["subscriptions_made"].as_u64().unwrap() > 0);
    let subscribed = bench.keeper.refresher.platform.subscribed();
    assert_eq!(subscribed[0].1, "https://connect.merchant.test/webhooks/shopify/door");
    assert_eq!(bench.keeper.refresher.vault.versions(&store(0)), 2);
}

#[tokio::test]
async fn an_operator_is_told_what_did_not_work() {
    let mut bench = Bench::with_shops(1).await;
    bench.keeper.refresher.platform.subscribing = Err(SubscribeFault::Denied);
    assert_eq!(bench.invoke(EVENT).await.unwrap()["subscriptions_failed"], "subscriptions_denied");
    for _ in 0..3 {
        bench.keeper.refresher.platform.says(503, "");
    }
    let told = bench.invoke(EVENT).await.unwrap();
    let expected =
        json!({"store": "shopify#shop-0.myshopify.com", "outcome": "retry_later", "why": "upstream"});
    assert_eq!(told, expected);
    let nobody = EVENT.replace("shop-0", "nobody");
    assert_eq!(bench.invoke(&nobody).await.unwrap()["outcome"], "unknown_store");
}

#[tokio::test]
async fn anything_else_is_no_event_of_ours() {
    for event in [
        "{}",
        "null",
        "[]",
        r#"{"task":"canary"}"#,
        r#"{"store":"canary"}"#,
        r#"{"store":"shopify#evil.example"}"#,
        r#"{"store":"shopify#shop-0.myshopify.com","task":"renew-due"}"#,
        r#"{"Records":[]}"#,
        r#"{"version":"2.0","rawPath":"/canary"}"#,
    ] {
        let error = Bench::with_shops(1).await.invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
        assert!(!error.error_message.contains("canary"));
    }
}

/// The case is about a function that Secrets Manager calls to rotate a secret. The design wins: pairs are renewed by the rules
/// of `docs/decisions/0007`, no secret has a rotation, and its events are none of ours.
#[tokio::test]
async fn tr_043_a_rotation_event_of_secrets_manager_changes_nothing() {
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret", "otherSecret"] {
        let bench = Bench::with_shops(1).await;
        let event = json!({"Step": step, "SecretId": "test", "ClientRequestToken": "0".repeat(32)});
        for _ in 0..2 {
            assert_eq!(bench.invoke(&event.to_string()).await.unwrap_err().error_type, "MalformedEvent");
        }
        assert_eq!(bench.keeper.refresher.vault.versions(&store(0)), 1);
        assert!(bench.keeper.refresher.platform.exchanges().is_empty());
    }
}
