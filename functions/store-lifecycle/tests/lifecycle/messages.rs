use std::time::Duration;

use countersign_core::{journal::Entry, ports::JournalWriter, testing::MemoryJournal};

use crate::{
    bench::{Bench, UNINSTALLED, batch, message, staying},
    log::{logged, told},
};

const REQUEST: (&str, &str) =
    ("shop/redact", r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com"}"#);
const OTHER: (&str, &str) = (
    "customers/redact",
    r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com","customer":{"id":7},"orders_to_redact":[1]}"#,
);
const GONE: &str = "evt_00000000000000000000000000000000";

#[tokio::test]
async fn each_message_of_a_batch_is_judged_alone() {
    let mut bench = Bench::new().await;
    let event = bench.hears(UNINSTALLED).await;
    let partner = format!(r#"{{"event":"{event}","partner":"warehouse"}}"#);
    let messages = [("a", "canary"), ("b", &*message(event)), ("c", &*message(GONE)), ("d", &*partner)];
    assert_eq!(bench.invoke(&batch(&messages)).await.unwrap(), staying(&["a", "c", "d"]));
}

#[tokio::test]
async fn an_event_for_partners_is_not_looked_at_and_stays_for_a_person() {
    let mut bench = Bench::new().await;
    let refund = r#"{"id":5,"order_id":7,"created_at":"2026-11-21T23:59:00Z","transactions":[]}"#;
    assert!(bench.handles(("refunds/create", refund)).await);
}

/// It may be a request whose thirty days run: it ends where a person looks, and not in a line of the log.
#[tokio::test]
async fn an_entry_that_was_altered_is_not_acted_on_and_stays() {
    let mut bench = Bench::new().await;
    let event = bench.hears(REQUEST).await;
    let entry = bench.ports.journal.entries()[0].clone();
    let altered = Entry { received_at: entry.received_at + Duration::from_hours(24), ..entry };
    bench.ports.journal = MemoryJournal::default();
    bench.ports.journal.append(&altered, &[]).await.unwrap();
    let (answer, lines) = logged(bench.invoke(&batch(&[("a", &message(event))]))).await;
    assert_eq!(answer.unwrap(), staying(&["a"]));
    assert!(told(&lines, "ERROR", "code=\"event_damaged\""), "{lines}");
    assert!(bench.ports.records.requests().is_empty());
}

/// Each of these requests is answered only once both have been made.
#[tokio::test]
async fn no_message_of_a_batch_waits_for_another() {
    let mut bench = Bench::new().await;
    bench.ports.records.together = 2;
    let events = [bench.hears(REQUEST).await, bench.hears(OTHER).await];
    let [one, other] = events.map(message);
    let limit = Duration::from_millis(2500);
    let batch = batch(&[("a", &one), ("b", &other)]);
    assert_eq!(bench.invoke_within(&batch, limit).await.unwrap(), staying(&[]));
    assert_eq!(bench.ports.records.requests().len(), 2);
}

#[tokio::test]
async fn what_takes_too_long_stays_and_is_told() {
    let mut bench = Bench::new().await;
    bench.ports.records.together = 2;
    let event = bench.hears(REQUEST).await;
    let alone = batch(&[("a", &message(event))]);
    let (answer, lines) = logged(bench.invoke_within(&alone, Duration::from_millis(2050))).await;
    assert_eq!(answer.unwrap(), staying(&["a"]));
    assert!(told(&lines, "WARN", "code=\"out_of_time\""), "{lines}");
}

#[tokio::test]
async fn what_is_no_batch_fails_without_a_word_of_it() {
    for event in ["{}", "null", r#"{"task":"canary"}"#, r#"{"store":"canary"}"#, r#"{"Records":"canary"}"#] {
        let error = Bench::new().await.invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
        assert!(!error.error_message.contains("canary"));
    }
}
