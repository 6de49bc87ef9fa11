//! What schedules ask for, and what is none of its business.

use std::time::Duration;

use countersign_core::{
    delivery::Reason,
    ports::{DeliveryMessage, Ledger, Settlement},
};

use crate::bench::{Bench, REFUND, now, partner, staying};

const TASK: &str = r#"{"task":"requeue-due"}"#;

async fn park(bench: &Bench, event: countersign_core::event::EventId, due_in: Duration) {
    let claim = bench.ports.ledger.claim(event, &partner("accounting"), now(), Duration::ZERO).await.unwrap();
    let countersign_core::ports::Claim::Granted(attempt) = claim else { panic!("{claim:?}") };
    let parked = Settlement::Parked { due_at: now() + due_in, reason: Reason::PartnerBusy };
    bench.ports.ledger.settle(&attempt, parked, now()).await.unwrap();
}

#[tokio::test]
async fn what_is_due_is_queued_once() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    park(&bench, event, Duration::ZERO).await;
    for _ in 0..2 {
        assert_eq!(bench.invoke(TASK).await.unwrap(), staying(&[]));
    }
    let message = DeliveryMessage { event, partner: Some(partner("accounting")) };
    assert_eq!(bench.ports.queue.sent(), [message]);
}

#[tokio::test]
async fn what_is_not_due_stays_parked() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    park(&bench, event, Duration::from_millis(1)).await;
    bench.invoke(TASK).await.unwrap();
    assert!(bench.ports.queue.sent().is_empty());
}

#[tokio::test]
async fn a_queue_that_is_down_fails_the_run_and_loses_nothing() {
    let (mut bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    park(&bench, event, Duration::ZERO).await;
    bench.ports.queue.down = true;
    let error = bench.invoke(TASK).await.expect_err("a failed run");
    assert_eq!((&*error.error_type, &*error.error_message), ("Retry", "delivery queue is unavailable"));
    bench.ports.queue.down = false;
    bench.invoke(TASK).await.unwrap();
    assert_eq!(bench.ports.queue.sent().len(), 1);
}

/// It needs no port: what it logs is seen in tests/flows, in the log of the real process.
#[tokio::test]
async fn the_masking_check_is_done_at_once() {
    let mut bench = Bench::empty();
    bench.ports.queue.down = true;
    assert_eq!(bench.invoke(r#"{"task":"check-masking"}"#).await.unwrap(), staying(&[]));
}

#[tokio::test]
async fn what_is_neither_batch_nor_task_fails_without_a_word_of_it() {
    let events = [
        "{}",
        "null",
        "[]",
        "5",
        "\"canary\"",
        r#"{"task":"canary"}"#,
        r#"{"Records":"canary"}"#,
        r#"{"Records":[{"body":"canary"}]}"#,
        r#"{"version":"2.0","rawPath":"/canary"}"#,
    ];
    for event in events {
        let error = Bench::empty().invoke(event).await.expect_err(event);
        assert_eq!(error.error_type, "MalformedEvent");
        assert_eq!(
            error.error_message,
            "the event is not a batch of the deliveries queue or the task of a schedule"
        );
    }
}
