//! Sending in batches, and postponing what was received.

use std::{collections::BTreeSet, time::Duration};

use aws_sdk_sqs::types::Message;
use contracts::{
    entries::event,
    ledger::warehouse,
    stack::{CALLER, QUEUE, Stack},
};
use countersign_adapters::sqs::{SqsDeliveryQueue, parse_message};
use countersign_core::ports::{DeliveryMessage, DeliveryQueue};
use local_stack::aws::{Fault, Trouble};

/// Longer than SQS hides a message in any of these tests; a test that waits so long fails.
const LONG_POLL: i32 = 20;

fn messages(count: u8) -> Vec<DeliveryMessage> {
    let message =
        |number| DeliveryMessage { event: event(number), partner: (number % 2 == 0).then(warehouse) };
    (0..count).map(message).collect()
}

async fn receive(stack: &Stack, wait: i32) -> Vec<Message> {
    let receive = stack.aws.sqs().receive_message().queue_url(stack.queue_url());
    let receive = receive.max_number_of_messages(10).wait_time_seconds(wait);
    receive.send().await.unwrap().messages.unwrap_or_default()
}

/// Everything that is in the queue at this moment.
async fn receive_all(stack: &Stack) -> Vec<Message> {
    let mut all = Vec::new();
    loop {
        let some = receive(stack, 0).await;
        if some.is_empty() {
            return all;
        }
        all.extend(some);
    }
}

/// Sends one message, receives it, and hides it for `wait` more.
async fn postponed(wait: Duration) -> Stack {
    let stack = Stack::start().await;
    stack.queue().send(&messages(1)).await.unwrap();
    let received = receive(&stack, LONG_POLL).await;
    stack.queue().postpone(received[0].receipt_handle().unwrap(), wait).await.unwrap();
    stack
}

#[tokio::test]
async fn twenty_five_messages_are_three_calls_and_arrive_as_they_were_sent() {
    let stack = Stack::start().await;
    stack.queue().send(&messages(25)).await.unwrap();
    let calls = stack.aws.calls().all().by(CALLER);
    assert_eq!((calls.len(), calls.of("SendMessageBatch").on(QUEUE).len()), (3, 3));
    let arrived: Vec<_> =
        receive_all(&stack).await.iter().map(|one| parse_message(one.body().unwrap()).unwrap()).collect();
    assert_eq!(arrived.len(), 25);
    assert!(messages(25).iter().all(|message| arrived.contains(message)));
}

#[tokio::test]
async fn nothing_to_send_is_no_call() {
    let stack = Stack::start().await;
    stack.queue().send(&[]).await.unwrap();
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), 0);
}

#[tokio::test]
async fn a_message_holds_ids_and_nothing_else() {
    let stack = Stack::start().await;
    stack.queue().send(&messages(2)).await.unwrap();
    let bodies: BTreeSet<_> =
        receive_all(&stack).await.iter().map(|one| one.body().unwrap().to_owned()).collect();
    let expected = [
        format!(r#"{{"event":"{}","partner":"warehouse"}}"#, event(0)),
        format!(r#"{{"event":"{}"}}"#, event(1)),
    ];
    assert_eq!(bodies, BTreeSet::from(expected));
}

#[tokio::test]
async fn the_least_wait_is_rounded_up_to_a_second_and_not_down_to_none() {
    let stack = postponed(Duration::from_nanos(1)).await;
    assert_eq!(receive(&stack, 0).await.len(), 0, "hidden");
    assert_eq!(receive(&stack, LONG_POLL).await.len(), 1, "and back");
}

#[tokio::test]
async fn no_wait_brings_a_message_back_at_once() {
    let stack = postponed(Duration::ZERO).await;
    assert_eq!(receive(&stack, 0).await.len(), 1);
}

#[tokio::test]
async fn a_wait_beyond_what_sqs_allows_is_the_longest_it_allows() {
    let stack = postponed(Duration::from_hours(1000)).await;
    assert_eq!(receive(&stack, 0).await.len(), 0);
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        let stack = Stack::start().await;
        stack.aws.faults().inject(Fault::new(passing.clone()).by(CALLER).times(3));
        stack.queue().send(&messages(1)).await.unwrap();
        assert_eq!(receive_all(&stack).await.len(), 1, "{passing:?}");
    }
}

#[tokio::test]
async fn a_failure_in_the_middle_is_told_and_what_was_sent_stays_sent() {
    let stack = Stack::start().await;
    let queue = stack.queue();
    queue.send(&messages(10)).await.unwrap();
    stack.aws.permissions().restrict(CALLER, []);
    let error = queue.send(&messages(25)).await.unwrap_err();
    assert_eq!(error.to_string(), "delivery queue is unavailable");
    assert_eq!(receive_all(&stack).await.len(), 10);
}

#[tokio::test]
async fn a_queue_that_does_not_exist_is_an_error() {
    let stack = Stack::start().await;
    let url = stack.queue_url().replace(QUEUE, "test-no-such-queue");
    let queue = SqsDeliveryQueue::new(stack.adapters().sqs(), url);
    assert!(queue.send(&messages(1)).await.is_err());
    assert!(queue.postpone("test-receipt", Duration::from_secs(1)).await.is_err());
}
