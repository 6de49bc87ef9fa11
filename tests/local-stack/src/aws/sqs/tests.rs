//! Rules that take longer than a test may, with the time as a parameter.

use super::{
    messages::{Counts, Message, Messages},
    receipt::Receipt,
};

const HOUR: u64 = 3_600_000;
const SENT_AT: u64 = 1_000 * HOUR;

fn message() -> Message {
    Message {
        id: "test-message".to_owned(),
        body: "test".to_owned(),
        sent_at: SENT_AT,
        visible_at: SENT_AT,
        receives: 0,
        first_received_at: None,
        last_received_at: None,
        dead_from: None,
        place: 0,
    }
}

/// One message, received at `now` for `visibility`.
fn received(visibility: u64, now: u64) -> (Messages, Receipt) {
    let mut messages = Messages::default();
    messages.push(message());
    let taken = messages.receive(10, visibility, None, now);
    let [Message { id, place, receives, .. }] = <[Message; 1]>::try_from(taken.received).unwrap();
    (messages, Receipt { queue: "test".to_owned(), place, id, receive: receives })
}

#[test]
fn a_message_is_deleted_when_its_retention_period_is_over_also_in_flight() {
    let (mut messages, _) = received(12 * HOUR, SENT_AT);

    messages.forget(HOUR, SENT_AT + HOUR - 1);
    assert_eq!(messages.count(SENT_AT).in_flight, 1);
    messages.forget(HOUR, SENT_AT + HOUR);
    assert_eq!(messages.count(SENT_AT), Counts::default());
}

#[test]
fn a_message_stays_hidden_for_twelve_hours_from_its_receive_at_most() {
    let (mut messages, receipt) = received(HOUR, SENT_AT);
    let half_an_hour_later = SENT_AT + HOUR / 2;

    messages.change_visibility(&receipt, 11 * HOUR, half_an_hour_later).unwrap();
    let refused = messages.change_visibility(&receipt, 12 * HOUR, half_an_hour_later).unwrap_err();

    assert_eq!(refused.code, "InvalidParameterValue");
    assert_eq!(
        messages.next_visible(),
        Some(half_an_hour_later + 11 * HOUR),
        "the refused change did nothing"
    );
}

#[test]
fn a_new_receive_begins_another_twelve_hours() {
    let (mut messages, old) = received(HOUR, SENT_AT);
    let again = SENT_AT + 12 * HOUR;
    messages.receive(1, HOUR, None, again);

    let receipt = Receipt { receive: 2, ..old };

    assert!(messages.change_visibility(&receipt, 12 * HOUR, again).is_ok());
}

#[test]
fn a_hidden_message_comes_back_exactly_when_its_time_is_over() {
    let (mut messages, _) = received(HOUR, SENT_AT);

    assert!(messages.receive(1, HOUR, None, SENT_AT + HOUR - 1).received.is_empty());
    assert_eq!(messages.receive(1, HOUR, None, SENT_AT + HOUR).received.len(), 1);
}

#[test]
fn a_place_that_was_used_again_does_not_make_an_old_receipt_valid() {
    let (mut messages, receipt) = received(HOUR, SENT_AT);
    messages.delete(&receipt);
    let mut messages = Messages::restored(Vec::new());
    messages.push(Message { id: "another".to_owned(), ..message() });
    messages.receive(1, HOUR, None, SENT_AT);

    messages.delete(&receipt);

    assert_eq!(messages.count(SENT_AT).in_flight, 1);
}
