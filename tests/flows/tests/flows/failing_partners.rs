//! Partners on bad days.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::types::AttributeValue;
use flows::{DELIVERIES, System, number, play, taken, text, until};
use local_stack::{
    lambda::InvokeOutcome,
    partner::{Behaviour, Broken, Request},
};

const SCHEDULE: &str = "countersign-local-requeue-due";

async fn send(system: &System) -> String {
    taken(&system.send(&system.order_on("orders/create")).await, "accepted")
}

/// Every attempt at `event`, after it has been delivered: at least one, all with the same key and body.
async fn attempts(system: &System, event: &str) -> Vec<Request> {
    system.row(event, "warehouse", "delivered").await;
    let requests = system.partner("warehouse").requests();
    assert!(requests.iter().all(|one| one.header("idempotency-key") == Some(event)));
    assert!(requests.iter().all(|one| one.body == requests[0].body));
    requests
}

/// Lets the schedule run, until the delivery has come to `state`.
async fn fire_until(system: &System, event: &str, state: &str) {
    until(&format!("{event} is {state} by the schedule"), async || {
        let outcome = system.stack().wiring.fire(SCHEDULE).await.expect("the schedule");
        assert!(matches!(outcome, InvokeOutcome::Ok(_)), "{outcome:?}");
        let row = system.look_at_row(event, "warehouse").await?;
        (text(&row, "state") == state).then_some(())
    })
    .await;
}

#[test]
fn failures_are_tried_again_by_the_same_message() {
    play(async |system| {
        system.partner("warehouse").play([Behaviour::status(500), Behaviour::status(502)]);
        let event = send(system).await;
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
        assert_eq!(attempts(system, &event).await.len(), 3);
        let row = system.row(&event, "warehouse", "delivered").await;
        assert_eq!(number(&row, "attempts"), 3);
        let waits = system.stack().aws.calls().all().of("ChangeMessageVisibility").len();
        assert_eq!(waits, 2);
    });
}

#[test]
fn a_partner_that_does_not_answer_costs_the_deadline_and_is_tried_again() {
    for broken in [Broken::Silence, Broken::SlowHeaders, Broken::SlowBody] {
        play(async |system| {
            system.partner("warehouse").play([broken]);
            let event = send(system).await;
            let line = system.line(&event, "waiting").await;
            assert_eq!(line["code"], "timeout", "{broken:?}");
            assert_eq!(attempts(system, &event).await.len(), 2);
            assert_eq!(system.effects("warehouse", &event).await.len(), 1);
        });
    }
}

#[test]
fn an_effect_whose_answer_was_lost_happens_once() {
    play(async |system| {
        system.partner("warehouse").play([Broken::CutAfterRequest]);
        let event = send(system).await;
        system.line(&event, "waiting").await;
        assert_eq!(attempts(system, &event).await.len(), 2);
        assert_eq!(system.partner("warehouse").effects().len(), 1);
    });
}

#[test]
fn a_long_wait_is_parked_and_the_schedule_brings_it_back_when_it_is_due() {
    play(async |system| {
        let wait = Duration::from_secs(4);
        system.partner("warehouse").play([Behaviour::status_with(503, &[("Retry-After", "4")])]);
        let event = send(system).await;
        let row = system.row(&event, "warehouse", "parked").await;
        assert_eq!((text(&row, "reason"), number(&row, "attempts")), ("partner_busy", 1));
        let gone = async || (system.messages(DELIVERIES).await == 0).then_some(());
        until("the message is gone", gone).await;

        fire_until(system, &event, "delivered").await;
        let [first, second] = &attempts(system, &event).await[..] else { panic!("two attempts") };
        assert!(second.at.duration_since(first.at).unwrap() >= wait, "Retry-After was not respected");
        let due_at = UNIX_EPOCH + Duration::from_millis(number(&row, "due_at"));
        assert!(second.at >= due_at);
        let row = system.row(&event, "warehouse", "delivered").await;
        assert!(!row.contains_key("due_shard"), "it is still in the index of parked deliveries");
    });
}

#[test]
fn a_short_retry_after_is_waited_for_in_the_queue() {
    play(async |system| {
        system.partner("warehouse").play([Behaviour::status_with(429, &[("Retry-After", "2")])]);
        let event = send(system).await;
        // The policy's own wait is a second, and a fifth of it at most.
        assert_eq!(system.line(&event, "waiting").await["wait_s"], 2);
        let [first, second] = &attempts(system, &event).await[..] else { panic!("two attempts") };
        assert!(second.at.duration_since(first.at).unwrap() >= Duration::from_secs(2));
    });
}

/// The dead letters of today, by the index that operators look at.
async fn dead_letters(system: &System, partner: &str) -> Vec<flows::Item> {
    let today = time::OffsetDateTime::from(now()).date();
    let query = system.stack().aws.dynamodb().query().table_name(system.stack().table("Deliveries"));
    let query = query.index_name("dead").key_condition_expression("dead_day = :day");
    let query = query.expression_attribute_values(":day", AttributeValue::S(format!("{partner}#{today}")));
    query.send().await.unwrap().items.unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the index is by day")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[test]
fn a_refused_event_is_a_dead_letter_with_its_reason() {
    play(async |system| {
        system.expects_error("event_refused");
        system.partner("warehouse").play([Behaviour::status(410)]);
        let event = send(system).await;
        system.expects_unsettled(&event, "warehouse");
        system.row(&event, "warehouse", "dead").await;
        let [letter] = &dead_letters(system, "warehouse").await[..] else { panic!("one dead letter") };
        assert_eq!((text(letter, "event"), text(letter, "reason")), (&*event, "event_refused"));
        assert_eq!(number(letter, "attempts"), 1);
        assert_eq!(system.partner("warehouse").requests().len(), 1);
    });
}

#[test]
fn a_partner_that_never_recovers_ends_in_a_dead_letter_after_the_last_attempt() {
    play(async |system| {
        system.expects_error("partner_busy");
        system.partner("warehouse").behave(Behaviour::status(500));
        let event = send(system).await;
        system.expects_unsettled(&event, "warehouse");
        fire_until(system, &event, "dead").await;
        let [letter] = &dead_letters(system, "warehouse").await[..] else { panic!("one dead letter") };
        assert_eq!((text(letter, "reason"), number(letter, "attempts")), ("partner_busy", 7));
        assert_eq!(system.partner("warehouse").requests().len(), 7);
    });
}
