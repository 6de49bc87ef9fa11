//! No answer says yes before the write, and every trouble of ours says come again.

use std::{pin::pin, time::Duration};

use countersign_core::{
    ports::{IntakeSecrets, JournalWriter},
    testing::{FailingJournal, FailingSecrets, FixedSecrets, MemoryJournal, SilentJournal, Trouble},
};
use futures_util::poll;
use serde_json::json;
use tokio::time::timeout;

use crate::support::{Bench, FORGED, GatedJournal, Request, logged, order};

/// One delivery for each way an event can be kept.
fn deliveries() -> [Request; 4] {
    [
        Request::shopify("orders/create", order(json!({}))),
        Request::shopify("orders/create", "quarantined"),
        Request::shopify("orders/teleported", "{}"),
        Request::woocommerce("order.deleted", r#"{"id":14}"#),
    ]
}

/// Every delivery must be put off, and the log must say how bad it is.
async fn put_off<S: IntakeSecrets, J: JournalWriter>(bench: Bench<S, J>, level: &str) {
    for delivery in deliveries() {
        let (told, log) = logged(bench.send(&delivery)).await;
        assert_eq!((told.status(), told.body()), (503, r#"{"error":{"code":"unavailable"}}"#));
        assert_eq!(told.header("retry-after"), Some("30"));
        assert!(log.starts_with(&format!("level={level} ")) && log.lines().count() == 1, "{log}");
    }
}

#[tokio::test]
async fn an_outage_of_the_journal_is_told_as_one() {
    put_off(Bench::with(FixedSecrets::default(), FailingJournal(Trouble::Passing)), "WARN").await;
}

#[tokio::test]
async fn a_journal_that_refuses_us_calls_for_a_person() {
    put_off(Bench::with(FixedSecrets::default(), FailingJournal(Trouble::Lasting)), "ERROR").await;
}

#[tokio::test]
async fn without_secrets_nothing_is_taken() {
    put_off(Bench::with(FailingSecrets(Trouble::Passing), MemoryJournal::default()), "WARN").await;
    put_off(Bench::with(FailingSecrets(Trouble::Lasting), MemoryJournal::default()), "ERROR").await;
}

/// Half a second is kept back for the answer.
#[tokio::test]
async fn when_lambdas_time_is_nearly_over_the_answer_still_leaves() {
    for left in [Duration::ZERO, Duration::from_millis(500), Duration::from_millis(520)] {
        let bench = Bench::with(FixedSecrets::default(), SilentJournal).with_left(left);
        // Much longer than it takes, and much shorter than Lambda's own limit.
        timeout(Duration::from_secs(5), put_off(bench, "WARN")).await.expect("answers in time");
    }
}

#[tokio::test]
async fn nobody_is_told_yes_before_the_write() {
    for delivery in deliveries() {
        let bench = Bench::with(FixedSecrets::default(), GatedJournal::shut());
        let mut answer = pin!(bench.send(&delivery));
        assert!(poll!(&mut answer).is_pending(), "answered before the write");
        assert!(bench.intake.journal.memory.entries().is_empty());
        bench.intake.journal.open(1);
        assert_eq!(answer.await.status(), 200);
        assert_eq!(bench.intake.journal.memory.entries().len(), 1);
    }
}

#[tokio::test]
async fn a_forged_delivery_and_a_ping_need_no_journal() {
    let bench = Bench::with(FixedSecrets::default(), SilentJournal);
    for delivery in deliveries() {
        assert_eq!(bench.send(&delivery.signed_with("test-another-secret")).await.text, FORGED);
    }
    let bench = Bench::with(FailingSecrets(Trouble::Lasting), SilentJournal);
    assert_eq!(bench.send(&Request::ping("webhook_id=7")).await.status(), 200);
}
