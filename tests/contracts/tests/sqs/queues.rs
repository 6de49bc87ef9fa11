//! Making, finding, describing and emptying queues.

use super::*;

#[tokio::test]
async fn create_again_with_the_same_attributes_gives_the_same_queue_and_with_others_is_refused() {
    let queue = Queue::start(&[(QueueAttributeName::VisibilityTimeout, "60")]).await;
    let again = |value: &str| {
        let create = queue.client.create_queue().queue_name(NAME);
        create.attributes(QueueAttributeName::VisibilityTimeout, value).send()
    };

    assert_eq!(again("60").await.unwrap().queue_url(), Some(queue.url.as_str()));
    let refused = again("61").await.unwrap_err();
    assert!(refused.as_service_error().unwrap().is_queue_name_exists(), "{refused:?}");
}

#[tokio::test]
async fn a_name_has_up_to_80_letters_digits_hyphens_and_underscores() {
    let queue = Queue::start(&[]).await;
    let create = |name: String| queue.client.create_queue().queue_name(name).send();

    create("x".repeat(80)).await.unwrap();
    for name in ["x".repeat(81), "not a name".to_owned(), "queue.fifo".to_owned()] {
        assert_refused(create(name).await, "InvalidParameterValue");
    }
}

#[tokio::test]
async fn an_attribute_beyond_its_bounds_or_unknown_is_refused() {
    let queue = Queue::start(&[]).await;
    let set = |name: QueueAttributeName, value: &str| {
        queue.client.set_queue_attributes().queue_url(&queue.url).attributes(name, value).send()
    };

    for (name, least, most) in [
        (QueueAttributeName::DelaySeconds, 0, 900),
        (QueueAttributeName::MaximumMessageSize, 1_024, 1_048_576),
        (QueueAttributeName::MessageRetentionPeriod, 60, 1_209_600),
        (QueueAttributeName::ReceiveMessageWaitTimeSeconds, 0, 20),
        (QueueAttributeName::VisibilityTimeout, 0, 43_200),
    ] {
        for within in [least, most] {
            set(name.clone(), &within.to_string()).await.unwrap();
        }
        for beyond in [least - 1, most + 1] {
            let refused = set(name.clone(), &beyond.to_string()).await.unwrap_err();
            assert!(refused.as_service_error().unwrap().is_invalid_attribute_value(), "{name} {beyond}");
        }
    }
    assert_refused(set(QueueAttributeName::from("TestAttribute"), "1").await, "InvalidAttributeName");
    assert_refused(set(QueueAttributeName::FifoQueue, "true").await, "InvalidAttributeName");
}

#[tokio::test]
async fn attributes_tell_the_defaults_what_was_set_and_the_arn() {
    let queue = Queue::start(&[(QueueAttributeName::VisibilityTimeout, "360")]).await;

    let told = queue.client.get_queue_attributes().queue_url(&queue.url);
    let told = told.attribute_names(QueueAttributeName::All).send().await.unwrap().attributes.unwrap();

    for (name, value) in [
        (QueueAttributeName::VisibilityTimeout, "360"),
        (QueueAttributeName::DelaySeconds, "0"),
        (QueueAttributeName::MaximumMessageSize, "1048576"),
        (QueueAttributeName::MessageRetentionPeriod, "345600"),
        (QueueAttributeName::ReceiveMessageWaitTimeSeconds, "0"),
        (QueueAttributeName::QueueArn, "arn:aws:sqs:eu-central-1:000000000000:test-queue"),
    ] {
        assert_eq!(told[&name], value, "{name}");
    }
}

#[tokio::test]
async fn counts_tell_visible_delayed_and_in_flight_messages_apart() {
    let queue = Queue::start(&[]).await;
    queue.send("in flight").await;
    queue.receive(60).await;
    queue.send("visible").await;
    let delayed = queue.client.send_message().queue_url(&queue.url).message_body("delayed").delay_seconds(60);
    delayed.send().await.unwrap();

    for name in [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    ] {
        assert_eq!(queue.attribute(name.clone()).await, "1", "{name}");
    }
}

#[tokio::test]
async fn a_queue_that_does_not_exist_is_refused_by_every_operation_that_names_one() {
    let queue = Queue::start(&[]).await;
    let url = format!("{}/000000000000/none", queue.aws.endpoint());
    let missing = "AWS.SimpleQueueService.NonExistentQueue";

    assert_refused(queue.client.get_queue_url().queue_name("none").send().await, missing);
    assert_refused(queue.client.send_message().queue_url(&url).message_body("x").send().await, missing);
    let received = queue.client.receive_message().queue_url(&url).send().await.unwrap_err();
    assert!(received.as_service_error().unwrap().is_queue_does_not_exist());
}

#[tokio::test]
async fn the_url_is_found_by_name() {
    let queue = Queue::start(&[]).await;

    let found = queue.client.get_queue_url().queue_name(NAME).send().await.unwrap();

    assert_eq!(found.queue_url(), Some(queue.url.as_str()));
    assert_eq!(queue.url, format!("{}/000000000000/{NAME}", queue.aws.endpoint()));
}

#[tokio::test]
async fn list_finds_by_the_start_of_the_name_page_by_page() {
    let queue = Queue::start(&[]).await;
    for name in ["list-1", "list-2", "list-3"] {
        create(&queue.client, name, &[]).await;
    }

    let list = queue.client.list_queues().queue_name_prefix("list-").max_results(2);
    let pages: Vec<_> = list.into_paginator().send().try_collect().await.unwrap();

    let sizes: Vec<_> = pages.iter().map(|page| page.queue_urls().len()).collect();
    assert_eq!(sizes, [2, 1]);
}

#[tokio::test]
async fn purge_empties_the_queue_and_is_refused_for_a_minute_after() {
    let queue = Queue::start(&[]).await;
    queue.send("one").await;
    let purge = || queue.client.purge_queue().queue_url(&queue.url).send();

    purge().await.unwrap();

    assert!(queue.peek().await.is_empty());
    let refused = purge().await.unwrap_err();
    assert!(refused.as_service_error().unwrap().is_purge_queue_in_progress());
}

#[tokio::test]
async fn queues_messages_and_receipts_survive_a_restart_on_another_port() {
    let folder = tempfile::tempdir().unwrap();
    let options = AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() };
    let aws = Aws::start(options.clone()).await.unwrap();
    let client = aws.sqs();
    let url = create(&client, NAME, &[(QueueAttributeName::VisibilityTimeout, "360")]).await;
    for body in ["first", "second"] {
        client.send_message().queue_url(&url).message_body(body).send().await.unwrap();
    }
    let first = receive(&client, &url, 360).await;
    aws.stop().await.unwrap();

    let aws = Aws::start(options).await.unwrap();
    let queue = Queue { client: aws.sqs(), url, aws };

    assert_eq!(queue.attribute(QueueAttributeName::ApproximateNumberOfMessagesNotVisible).await, "1");
    assert_eq!(queue.receive(360).await.body(), Some("second"));
    queue.client.delete_message().queue_url(&queue.url).receipt_handle(handle(&first)).send().await.unwrap();
    assert_eq!(queue.attribute(QueueAttributeName::ApproximateNumberOfMessagesNotVisible).await, "1");
    assert_eq!(queue.attribute(QueueAttributeName::VisibilityTimeout).await, "360");
}
