//! How long a received message stays hidden.

use super::*;

#[tokio::test]
async fn a_received_message_comes_back_when_its_visibility_timeout_is_over() {
    let queue = Queue::start(&[(QueueAttributeName::VisibilityTimeout, "1")]).await;
    queue.send("hello").await;
    let first = queue.client.receive_message().queue_url(&queue.url).send().await.unwrap();
    assert_eq!(first.messages().len(), 1);

    assert!(queue.peek().await.is_empty());
    let again = queue.receive(60).await;

    assert_eq!(attributes(&again)["ApproximateReceiveCount"], "2");
}

#[tokio::test]
async fn one_receive_can_hide_for_another_time_than_the_queue_does() {
    let queue = Queue::start(&[(QueueAttributeName::VisibilityTimeout, "43200")]).await;
    queue.send("hello").await;

    queue.receive(1).await;

    assert_eq!(attributes(&queue.receive(60).await)["ApproximateReceiveCount"], "2");
}

#[tokio::test]
async fn a_timeout_is_0_to_43200_seconds() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let receive =
        |seconds| queue.client.receive_message().queue_url(&queue.url).visibility_timeout(seconds).send();

    for seconds in [-1, 43_201] {
        assert_refused(receive(seconds).await, "InvalidParameterValue");
    }
    let message = queue.receive(43_200).await;
    for seconds in [-1, 43_201] {
        assert_refused(change(&queue, handle(&message), seconds).await, "InvalidParameterValue");
    }
}

#[tokio::test]
async fn a_change_to_zero_makes_the_message_visible_at_once() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(43_200).await;

    change(&queue, handle(&message), 0).await.unwrap();

    assert_eq!(queue.peek().await.len(), 1);
}

#[tokio::test]
async fn a_change_counts_from_when_it_is_made() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(43_200).await;

    change(&queue, handle(&message), 1).await.unwrap();

    assert!(queue.peek().await.is_empty());
    queue.receive(60).await;
}

#[tokio::test]
async fn a_waiting_receiver_gets_what_a_change_makes_visible() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(43_200).await;

    let (again, changed) = tokio::join!(queue.receive(60), change(&queue, handle(&message), 0));

    changed.unwrap();
    assert_eq!(again.message_id(), message.message_id());
}

#[tokio::test]
async fn a_message_that_is_visible_again_is_not_in_flight() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(0).await;

    let refused = change(&queue, handle(&message), 60).await.unwrap_err();

    assert!(refused.as_service_error().unwrap().is_message_not_inflight(), "{refused:?}");
    assert_eq!(queue.peek().await.len(), 1, "it stays visible");
}

#[tokio::test]
async fn a_change_of_a_deleted_message_or_by_an_older_receipt_is_refused() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let older = queue.receive(0).await;
    let newer = queue.receive(60).await;

    assert_refused(change(&queue, handle(&older), 60).await, "InvalidParameterValue");
    queue.client.delete_message().queue_url(&queue.url).receipt_handle(handle(&newer)).send().await.unwrap();
    assert_refused(change(&queue, handle(&newer), 60).await, "InvalidParameterValue");
}

async fn change(
    queue: &Queue,
    handle: &str,
    seconds: i32,
) -> Result<(), SdkError<aws_sdk_sqs::operation::change_message_visibility::ChangeMessageVisibilityError>> {
    let change = queue.client.change_message_visibility().queue_url(&queue.url).receipt_handle(handle);
    change.visibility_timeout(seconds).send().await.map(drop)
}
