use crate::{
    bench::Bench,
    log::{logged, told},
};

const TOPIC: &str = "app/scopes_update";

fn body(current: &str, at: &str) -> String {
    format!(
        r#"{{"id":1,"shop_id":"gid://shopify/Shop/1","previous":["read_orders"],"current":[{current}],"updated_at":"2026-11-22T00:{at}:00Z"}}"#
    )
}

#[tokio::test]
async fn a_change_of_scopes_is_written_down_once() {
    let mut bench = Bench::new().await;
    let news = body(r#""read_orders","read_products""#, "30");
    for _ in 0..2 {
        assert!(!bench.handles((TOPIC, &news)).await);
    }
    let scopes = bench.ports.records.scopes();
    assert_eq!(
        scopes.iter().map(|one| one.scopes.to_string()).collect::<Vec<_>>(),
        ["read_orders,read_products"]
    );
}

#[tokio::test]
async fn a_store_that_grants_too_little_is_an_error_that_names_what_is_missing() {
    let mut bench = Bench::new().await;
    let (_, lines) = logged(bench.handles((TOPIC, &body(r#""read_products""#, "30")))).await;
    assert!(told(&lines, "ERROR", "code=\"scope_missing\"") && lines.contains("read_orders"), "{lines}");
}

#[tokio::test]
async fn older_news_changes_nothing() {
    let mut bench = Bench::new().await;
    bench.handles((TOPIC, &body(r#""read_orders""#, "30"))).await;
    bench.handles((TOPIC, &body(r#""read_products""#, "20"))).await;
    assert_eq!(bench.ports.records.scopes().len(), 1);
}
