//! Sending, receiving and deleting.

use aws_sdk_sqs::types::MessageAttributeValue;
use tokio::time::Instant;

use super::*;

#[tokio::test]
async fn send_answers_with_the_digest_of_the_body_and_receive_gives_the_same() {
    let queue = Queue::start(&[]).await;

    let sent = queue.client.send_message().queue_url(&queue.url).message_body("hello").send().await.unwrap();
    let message = queue.receive(60).await;

    let digest = Some("5d41402abc4b2a76b9719d911017c592");
    assert_eq!((sent.md5_of_message_body(), message.md5_of_body()), (digest, digest));
    assert_eq!((message.body(), message.message_id()), (Some("hello"), sent.message_id()));
}

#[tokio::test]
async fn a_body_of_nothing_of_more_than_the_limit_or_of_control_characters_is_refused() {
    let queue = Queue::start(&[]).await;
    let send = |body: String| queue.client.send_message().queue_url(&queue.url).message_body(body).send();

    send("x".repeat(1_048_576)).await.unwrap();
    assert_refused(send("x".repeat(1_048_577)).await, "InvalidParameterValue");
    assert_refused(send(String::new()).await, "MissingParameter");
    assert_refused(send("bell \u{7}".to_owned()).await, "InvalidMessageContents");
    send("tab \t, line \n, umlaut \u{fc}, face \u{1f600}".to_owned()).await.unwrap();
}

#[tokio::test]
async fn the_limit_of_the_queue_counts_bytes() {
    let queue = Queue::start(&[(QueueAttributeName::MaximumMessageSize, "1024")]).await;
    let send = |body: String| queue.client.send_message().queue_url(&queue.url).message_body(body).send();

    send("\u{fc}".repeat(512)).await.unwrap();
    assert_refused(send("\u{fc}".repeat(513)).await, "InvalidParameterValue");
}

#[tokio::test]
async fn a_delayed_message_is_received_when_its_delay_is_over() {
    let queue = Queue::start(&[]).await;
    let send = |seconds| {
        queue
            .client
            .send_message()
            .queue_url(&queue.url)
            .message_body("delayed")
            .delay_seconds(seconds)
            .send()
    };

    for seconds in [-1, 901] {
        assert_refused(send(seconds).await, "InvalidParameterValue");
    }
    let sent_at = Instant::now();
    send(1).await.unwrap();
    assert!(queue.peek().await.is_empty());
    queue.receive(60).await;

    assert!(sent_at.elapsed() >= Duration::from_millis(990));
}

#[tokio::test]
async fn the_queue_has_a_delay_of_its_own_that_a_message_can_undo() {
    let queue = Queue::start(&[(QueueAttributeName::DelaySeconds, "900")]).await;
    queue.send("delayed").await;
    let now = queue.client.send_message().queue_url(&queue.url).message_body("at once").delay_seconds(0);
    now.send().await.unwrap();

    assert_eq!(queue.receive(60).await.body(), Some("at once"));
    assert!(queue.peek().await.is_empty());
}

#[tokio::test]
async fn receive_gives_up_to_ten_messages_each_once() {
    let queue = Queue::start(&[]).await;
    for n in 0..12 {
        queue.send(&n.to_string()).await;
    }
    let receive =
        |most| queue.client.receive_message().queue_url(&queue.url).max_number_of_messages(most).send();

    let count = async |most| receive(most).await.unwrap().messages.unwrap_or_default().len();
    assert_eq!((count(10).await, count(10).await, count(10).await), (10, 2, 0));
    for most in [0, 11] {
        assert_refused(receive(most).await, "InvalidParameterValue");
    }
}

#[tokio::test]
async fn receive_tells_how_often_and_when_it_happened_if_asked() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;

    let first = attributes(&queue.receive(0).await);
    let second = attributes(&queue.receive(60).await);

    assert_eq!(
        (first["ApproximateReceiveCount"].as_str(), second["ApproximateReceiveCount"].as_str()),
        ("1", "2")
    );
    for same in ["SentTimestamp", "ApproximateFirstReceiveTimestamp"] {
        assert_eq!(first[same], second[same], "{same}");
        assert_eq!(first[same].len(), 13, "{same} is in milliseconds");
    }
}

#[tokio::test]
async fn receive_without_asking_tells_nothing_but_the_message() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;

    assert!(queue.peek().await[0].attributes().is_none());
}

#[tokio::test]
async fn a_long_poll_ends_when_a_message_comes() {
    let queue = Queue::start(&[]).await;
    let receive = queue.receive(60);

    let (message, ()) = tokio::join!(receive, async {
        wait_for_call(&queue.aws, "ReceiveMessage").await;
        queue.send("hello").await;
    });

    assert_eq!(message.body(), Some("hello"));
}

#[tokio::test]
async fn a_poll_without_messages_ends_at_once_or_after_the_time_asked_for() {
    let queue = Queue::start(&[]).await;
    let receive = |wait| queue.client.receive_message().queue_url(&queue.url).wait_time_seconds(wait).send();

    let started = Instant::now();
    assert_eq!(receive(0).await.unwrap().messages, None);
    assert!(started.elapsed() < Duration::from_secs(1));
    let started = Instant::now();
    assert_eq!(receive(1).await.unwrap().messages, None);
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_refused(receive(21).await, "InvalidParameterValue");
}

#[tokio::test]
async fn a_receiver_who_left_takes_no_message() {
    let queue = Queue::start(&[]).await;
    let left = queue.client.receive_message().queue_url(&queue.url).wait_time_seconds(LONG_POLL).send();
    timeout(Duration::from_millis(200), left).await.unwrap_err();

    queue.send("hello").await;

    assert_eq!(attributes(&queue.receive(60).await)["ApproximateReceiveCount"], "1");
}

#[tokio::test]
async fn of_two_receivers_one_gets_the_message() {
    let queue = Queue::start(&[]).await;
    let receive = || queue.client.receive_message().queue_url(&queue.url).wait_time_seconds(1).send();

    let (one, other, ()) = tokio::join!(receive(), receive(), queue.send("hello"));

    let count = |received: Result<_, _>| {
        let received: aws_sdk_sqs::operation::receive_message::ReceiveMessageOutput = received.ok().unwrap();
        received.messages().len()
    };
    assert_eq!(count(one) + count(other), 1);
}

#[tokio::test]
async fn a_deleted_message_never_comes_back_and_deleting_again_is_no_error() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(0).await;

    for _ in 0..2 {
        queue
            .client
            .delete_message()
            .queue_url(&queue.url)
            .receipt_handle(handle(&message))
            .send()
            .await
            .unwrap();
    }

    assert!(queue.peek().await.is_empty());
}

#[tokio::test]
async fn an_older_receipt_handle_deletes_nothing_and_is_no_error() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let older = queue.receive(0).await;
    let newer = queue.receive(0).await;

    queue.client.delete_message().queue_url(&queue.url).receipt_handle(handle(&older)).send().await.unwrap();

    assert_ne!(handle(&older), handle(&newer));
    assert_eq!(queue.peek().await.len(), 1);
}

#[tokio::test]
async fn a_receipt_handle_of_no_queue_or_of_another_is_refused() {
    let queue = Queue::start(&[]).await;
    let other = create(&queue.client, "test-other", &[]).await;
    queue.send("hello").await;
    let message = queue.receive(60).await;
    let delete =
        |url: &str, handle: &str| queue.client.delete_message().queue_url(url).receipt_handle(handle).send();

    assert_refused(delete(&queue.url, "not-a-handle").await, "ReceiptHandleIsInvalid");
    assert_refused(delete(&other, handle(&message)).await, "ReceiptHandleIsInvalid");
}

#[tokio::test]
async fn what_is_not_played_is_refused() {
    let queue = Queue::start(&[]).await;
    let refused = "AWS.SimpleQueueService.UnsupportedOperation";

    let attribute = MessageAttributeValue::builder().data_type("String").string_value("x").build().unwrap();
    let send = queue.client.send_message().queue_url(&queue.url).message_body("hello");
    assert_refused(send.message_attributes("test", attribute).send().await, refused);
    assert_refused(queue.client.delete_queue().queue_url(&queue.url).send().await, refused);
}

/// Waits until a call of this operation has arrived.
async fn wait_for_call(aws: &Aws, operation: &str) {
    while aws.calls().all().of(operation).is_empty() {
        tokio::task::yield_now().await;
    }
}
