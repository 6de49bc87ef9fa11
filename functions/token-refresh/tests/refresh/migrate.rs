use countersign_core::{testing::Trouble, tokens::AccessToken};
use serde_json::json;

use crate::{
    bench::{Bench, store},
    log::{logged, told as logged_line},
};

const EVENT: &str = r#"{"migrate":"shopify#shop-0.myshopify.com"}"#;

async fn bench() -> Bench {
    let mut bench = Bench::with_shops(0).await;
    bench.keeper.migrator.vault.legacy = AccessToken::parse("test-never-ends");
    bench
}

#[tokio::test]
async fn a_token_that_never_ends_becomes_a_pair_once() {
    let bench = bench().await;
    let (told, lines) = logged(bench.invoke(EVENT)).await;
    assert_eq!(told.unwrap(), json!({"store": "shopify#shop-0.myshopify.com", "outcome": "migrated"}));
    assert!(logged_line(&lines, "INFO", "outcome=\"migrated\"") && !lines.contains("test-never-ends"));
    let migrator = &bench.keeper.migrator;
    assert_eq!(migrator.platform.exchanges(), [("shop-0.myshopify.com".to_owned(), "migrate")]);
    assert_eq!(migrator.vault.current(&store(0)).unwrap().pair.refresh.expose(), "test-refresh-1");
    assert!(migrator.rows.of(&store(0)).unwrap().due_at.is_some());
    assert_eq!(bench.invoke(EVENT).await.unwrap()["outcome"], "nothing_to_migrate");
}

#[tokio::test]
async fn what_keeps_a_token_from_being_migrated_is_told() {
    let mut bench = bench().await;
    bench.keeper.migrator.platform.says(403, "");
    assert_eq!(bench.invoke(EVENT).await.unwrap()["outcome"], "shop_unavailable");
    bench.keeper.migrator.platform.says(503, "");
    let told = bench.invoke(EVENT).await.unwrap();
    assert_eq!((&told["outcome"], &told["why"]), (&json!("retry_later"), &json!("upstream")));
    bench.keeper.migrator.vault.trouble = Some(Trouble::Passing);
    let (told, lines) = logged(bench.invoke(EVENT)).await;
    assert_eq!(told.unwrap()["outcome"], "vault_unavailable");
    assert!(logged_line(&lines, "ERROR", "outcome=\"not_migrated\" code=\"vault_unavailable\""), "{lines}");
}
