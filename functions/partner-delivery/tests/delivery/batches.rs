//! Which messages stay in the queue, and for how long they hide.

use std::time::Duration;

use countersign_core::{
    delivery::Reason,
    ports::Settlement,
    testing::{FailingJournal, Trouble},
};

use crate::bench::{Bench, PAID, REFUND, batch, partner, staying};

fn message(event: impl std::fmt::Display) -> String {
    format!(r#"{{"event":"{event}"}}"#)
}

const GONE: &str = "evt_00000000000000000000000000000000";

#[tokio::test]
async fn a_delivered_event_leaves_the_queue() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    let answer = bench.invoke(&batch(&[("a", 1, &message(event))])).await.unwrap();
    assert_eq!(answer, staying(&[]));
    assert_eq!(bench.ports.ledger.end(event, &partner("accounting")), Some((1, Settlement::Delivered)));
    assert_eq!(bench.ports.partners.sent().len(), 1);
}

#[tokio::test]
async fn the_same_message_again_is_delivered_once() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    let twice = [("a", 1, &*message(event)), ("b", 1, &*message(event))];
    for _ in 0..2 {
        assert_eq!(bench.invoke(&batch(&twice)).await.unwrap(), staying(&[]));
    }
    assert_eq!(bench.ports.partners.sent().len(), 1);
}

#[tokio::test]
async fn an_event_for_several_partners_becomes_a_message_for_each() {
    let (bench, event) = Bench::holding(PAID.0, PAID.1).await;
    assert_eq!(bench.invoke(&batch(&[("a", 1, &message(event))])).await.unwrap(), staying(&[]));
    let mut partners: Vec<_> =
        bench.ports.queue.sent().iter().filter_map(|sent| sent.partner.clone()).collect();
    partners.sort();
    assert_eq!(partners, [partner("accounting"), partner("mailer"), partner("warehouse")]);
    assert!(bench.ports.partners.sent().is_empty());
}

#[tokio::test]
async fn a_refused_event_is_given_up_and_leaves_the_queue() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    let bench = bench.answered(&[422]);
    assert_eq!(bench.invoke(&batch(&[("a", 1, &message(event))])).await.unwrap(), staying(&[]));
    let end = bench.ports.ledger.end(event, &partner("accounting"));
    assert_eq!(end, Some((1, Settlement::Dead { reason: Reason::EventRefused })));
}

#[tokio::test]
async fn a_busy_partner_keeps_its_own_message_and_no_other() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    let bench = bench.answered(&[503]);
    let messages = [("gone", 1, &*message(GONE)), ("busy", 1, &*message(event))];
    assert_eq!(bench.invoke(&batch(&messages)).await.unwrap(), staying(&["busy"]));
    let postponed = bench.ports.queue.postponed();
    assert_eq!(postponed.len(), 1);
    assert_eq!(postponed[0].0, "receipt-of-busy");
    // The local policy waits a second after the first attempt, a fifth less or more; a queue counts whole seconds.
    assert!(
        (Duration::from_secs(1)..=Duration::from_millis(1200)).contains(&postponed[0].1),
        "{postponed:?}"
    );
}

#[tokio::test]
async fn a_message_that_nobody_can_read_stays_until_the_queue_gives_it_up() {
    let bench = Bench::empty();
    let hostile = ["", "{}", "null", "x", r#"{"event":"evt_1"}"#, r#"{"event":"../x","partner":"a"}"#];
    for body in hostile {
        let messages = [("unreadable", 1, body), ("gone", 1, &*message(GONE))];
        assert_eq!(bench.invoke(&batch(&messages)).await.unwrap(), staying(&["unreadable"]), "{body}");
    }
    assert!(bench.ports.queue.postponed().is_empty());
}

/// Fifteen seconds, doubled at each receive, an hour at most; the queue gives a message up after twenty receives.
#[tokio::test]
async fn during_an_outage_of_ours_messages_wait_longer_each_time() {
    let bench = Bench::with(FailingJournal(Trouble::Passing));
    for received in (1..=20).chain([u32::MAX]) {
        let answer = bench.invoke(&batch(&[("a", received, &message(GONE))])).await.unwrap();
        assert_eq!(answer, staying(&["a"]));
    }
    let waits: Vec<_> = bench.ports.queue.postponed().iter().map(|(_, wait)| wait.as_secs()).collect();
    assert_eq!(waits[..9], [15, 30, 60, 120, 240, 480, 960, 1920, 3600]);
    assert!(waits[9..].iter().all(|wait| *wait == 3600));
    assert!(Duration::from_secs(waits[..20].iter().sum()) > Duration::from_hours(12));
}

/// Then the message comes back after the queue's own time.
#[tokio::test]
async fn a_message_that_cannot_be_postponed_stays_all_the_same() {
    let (mut bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    bench.ports.queue.down = true;
    let bench = bench.answered(&[503]);
    assert_eq!(bench.invoke(&batch(&[("a", 1, &message(event))])).await.unwrap(), staying(&["a"]));
}
