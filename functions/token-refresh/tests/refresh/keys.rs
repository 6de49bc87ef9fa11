use std::time::Duration;

use serde_json::json;

use crate::{
    bench::Bench,
    log::{logged, told as logged_line},
};

const CHECK: &str = r#"{"task":"check-keys"}"#;

#[tokio::test]
async fn every_store_is_asked_and_one_that_does_not_know_us_is_told_by_name() {
    let bench = Bench::with_stores(&[("berlin", '1'), ("paris", '9'), ("rome", '1')]).await;
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let expected = json!({"outcomes": {"keys_good": 2, "keys_refused": 1}, "complete": true});
    assert_eq!(told.unwrap(), expected);
    let line = "outcome=\"reauth_required\" code=\"keys_refused\" store=\"woocommerce#paris\"";
    assert!(logged_line(&lines, "ERROR", line), "{lines}");
    assert!(!lines.contains("ck_") && !lines.contains("cs_"), "{lines}");
}

#[tokio::test]
async fn webhooks_are_given_the_newest_secret_at_every_check() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    bench.invoke(CHECK).await.unwrap();
    let webhooks = bench.keeper.stores.webhooks.lock().unwrap().clone();
    assert!(!webhooks.is_empty() && webhooks.iter().all(|(_, secret)| secret.len() == 43));
}

#[tokio::test]
async fn a_check_without_time_says_that_it_is_not_complete() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let told = bench.invoke_with(CHECK, Duration::from_secs(20)).await.unwrap();
    assert_eq!(told, json!({"outcomes": {}, "complete": false}));
}

#[tokio::test]
async fn a_store_whose_turn_comes_too_late_is_not_asked_and_the_check_is_not_complete() {
    let mut bench = Bench::with_stores(&[("berlin", '1'), ("paris", '1')]).await;
    bench.keeper.keys.slow = Duration::from_secs(20);
    let told = bench.invoke_with(CHECK, Duration::from_secs(40)).await.unwrap();
    assert_eq!(told, json!({"outcomes": {"keys_good": 1}, "complete": false}));
}

#[tokio::test]
async fn an_operator_checks_one_store() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let told = bench.invoke(r#"{"store":"woocommerce#berlin"}"#).await.unwrap();
    assert_eq!((&told["outcome"], told["webhooks_made"].as_u64().unwrap() > 0), (&json!("keys_good"), true));
    let told = bench.invoke(r#"{"store":"woocommerce#paris"}"#).await.unwrap();
    assert_eq!(told["outcome"], "unknown_store");
}
