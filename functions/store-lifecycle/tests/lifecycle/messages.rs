use crate::bench::{Bench, UNINSTALLED, batch, message, staying};

const GONE: &str = "evt_00000000000000000000000000000000";

#[tokio::test]
async fn each_message_of_a_batch_is_judged_alone() {
    let mut bench = Bench::new().await;
    let event = bench.hears(UNINSTALLED).await;
    let partner = format!(r#"{{"event":"{event}","partner":"warehouse"}}"#);
    let messages = [("a", "canary"), ("b", &*message(event)), ("c", &*message(GONE)), ("d", &*partner)];
    assert_eq!(bench.invoke(&batch(&messages)).await.unwrap(), staying(&["a", "d"]));
}

#[tokio::test]
async fn an_event_for_partners_is_not_looked_at() {
    let mut bench = Bench::new().await;
    let refund = r#"{"id":5,"order_id":7,"created_at":"2026-11-21T23:59:00Z","transactions":[]}"#;
    assert!(!bench.handles(("refunds/create", refund)).await);
}

#[tokio::test]
async fn what_is_no_batch_fails_without_a_word_of_it() {
    for event in ["{}", "null", r#"{"task":"canary"}"#, r#"{"store":"canary"}"#, r#"{"Records":"canary"}"#] {
        let error = Bench::new().await.invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
        assert!(!error.error_message.contains("canary"));
    }
}
