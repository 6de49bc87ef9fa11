use countersign_core::tokens::{ConnectionRow, Scopes, Status};

use crate::{
    bench::{Bench, store},
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

/// After a crash between the row and its line the news is known, and the line is still to be written.
#[tokio::test]
async fn a_repeat_tells_again_what_is_missing_by_what_is_known_now() {
    let mut bench = Bench::new().await;
    let lacking = body(r#""read_products""#, "30");
    bench.handles((TOPIC, &lacking)).await;
    let row = bench.ports.refresher.rows.of(&store()).unwrap();
    for (scopes, status, level, code) in [
        ("read_products", Status::Connected, "ERROR", "scope_missing"),
        ("write_orders", Status::Connected, "INFO", "scopes_known"),
        ("read_products", Status::Disconnected, "INFO", "scopes_known"),
    ] {
        let (scopes, status) = (Scopes::parse(scopes), Some(status));
        bench.ports.refresher.rows.set(&store(), ConnectionRow { scopes, status, ..row.clone() });
        let (_, lines) = logged(bench.handles((TOPIC, &lacking))).await;
        let line = format!("outcome=\"repeat\" code=\"{code}\"");
        assert!(told(&lines, level, &line), "{line} not in {lines}");
    }
}
