//! Where messages go that are received too often.

use super::*;

const DEAD: &str = "test-dead";

/// A queue that gives up a message after `max` receives, and the URL of its dead-letter queue.
async fn with_dead_letters(max: &str) -> (Queue, String) {
    let queue = Queue::start(&[]).await;
    let dead = create(&queue.client, DEAD, &[]).await;
    let set = queue.client.set_queue_attributes().queue_url(&queue.url);
    set.attributes(QueueAttributeName::RedrivePolicy, policy(DEAD, max)).send().await.unwrap();
    (queue, dead)
}

fn policy(queue: &str, max: &str) -> String {
    format!(
        r#"{{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:{queue}","maxReceiveCount":{max}}}"#
    )
}

#[tokio::test]
async fn a_message_received_the_maximum_times_moves_at_the_next_receive() {
    let (queue, dead) = with_dead_letters("2").await;
    queue.send("poison").await;
    let first = queue.receive(0).await;
    let last = queue.receive(0).await;
    assert_eq!(attributes(&last)["ApproximateReceiveCount"], "2");

    assert!(queue.peek().await.is_empty());
    let moved = receive(&queue.client, &dead, 60).await;

    assert_eq!((moved.body(), moved.message_id()), (Some("poison"), first.message_id()));
    let (before, after) = (attributes(&first), attributes(&moved));
    assert_eq!(before["SentTimestamp"], after["SentTimestamp"], "the age goes on counting");
    assert_eq!(after["DeadLetterQueueSourceArn"], "arn:aws:sqs:eu-central-1:000000000000:test-queue");
}

#[tokio::test]
async fn a_message_deleted_in_time_does_not_move() {
    let (queue, dead) = with_dead_letters("1").await;
    queue.send("good").await;
    let message = queue.receive(0).await;

    queue
        .client
        .delete_message()
        .queue_url(&queue.url)
        .receipt_handle(handle(&message))
        .send()
        .await
        .unwrap();

    assert!(queue.peek().await.is_empty());
    let moved = queue.client.receive_message().queue_url(&dead).send().await.unwrap();
    assert!(moved.messages().is_empty());
}

#[tokio::test]
async fn a_message_behind_a_dead_one_is_still_received() {
    let (queue, _) = with_dead_letters("1").await;
    queue.send("poison").await;
    queue.receive(0).await;
    queue.send("good").await;

    assert_eq!(queue.receive(60).await.body(), Some("good"));
}

#[tokio::test]
async fn a_receiver_of_the_dead_letter_queue_is_woken() {
    let (queue, dead) = with_dead_letters("1").await;
    queue.send("poison").await;
    queue.receive(0).await;

    let (moved, visible) = tokio::join!(receive(&queue.client, &dead, 60), queue.peek());

    assert!(visible.is_empty());
    assert_eq!(moved.body(), Some("poison"));
}

#[tokio::test]
async fn a_message_that_has_moved_is_where_it_moved_to_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() };
    let aws = Aws::start(options.clone()).await.unwrap();
    let client = aws.sqs();
    let dead = create(&client, DEAD, &[]).await;
    let url = create(&client, NAME, &[(QueueAttributeName::RedrivePolicy, &policy(DEAD, "1"))]).await;
    let queue = Queue { aws, client, url };
    queue.send("poison").await;
    queue.receive(0).await;
    assert!(queue.peek().await.is_empty());
    queue.aws.stop().await.unwrap();

    let aws = Aws::start(options).await.unwrap();
    let queue = Queue { client: aws.sqs(), aws, ..queue };

    assert_eq!(receive(&queue.client, &dead, 60).await.body(), Some("poison"));
    assert!(queue.peek().await.is_empty());
}

#[tokio::test]
async fn the_dead_letter_queue_must_exist_and_the_count_be_1_to_1000() {
    let (queue, _) = with_dead_letters("1").await;
    let set = |policy: String| {
        let set = queue.client.set_queue_attributes().queue_url(&queue.url);
        set.attributes(QueueAttributeName::RedrivePolicy, policy).send()
    };

    assert_refused(set(policy("none", "1")).await, "InvalidParameterValue");
    for max in ["0", "1001", "true"] {
        assert_refused(set(policy(DEAD, max)).await, "InvalidAttributeValue");
    }
    set(policy(DEAD, "\"10\"")).await.unwrap();
    set(String::new()).await.unwrap();
}
