//! Batches: the rules for the whole, and entries that fail one by one.

use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry as ChangeEntry, DeleteMessageBatchRequestEntry as DeleteEntry,
    SendMessageBatchRequestEntry as SendEntry,
};

use super::*;

fn entry(id: &str, body: &str) -> SendEntry {
    SendEntry::builder().id(id).message_body(body).build().unwrap()
}

#[tokio::test]
async fn a_batch_is_sent_as_single_messages() {
    let queue = Queue::start(&[]).await;
    let batch = queue.client.send_message_batch().queue_url(&queue.url).entries(entry("a", "one"));

    let sent = batch.entries(entry("b", "two")).send().await.unwrap();

    let ids: Vec<_> =
        sent.successful().iter().map(aws_sdk_sqs::types::SendMessageBatchResultEntry::id).collect();
    assert_eq!(ids, ["a", "b"]);
    let visible = queue.peek().await;
    let bodies: Vec<_> = visible.iter().filter_map(Message::body).collect();
    assert_eq!(bodies, ["one", "two"]);
}

#[tokio::test]
async fn one_entry_that_fails_leaves_the_others_alone() {
    let queue = Queue::start(&[]).await;
    let batch = queue.client.send_message_batch().queue_url(&queue.url).entries(entry("good", "one"));

    let sent = batch.entries(entry("bad", "bell \u{7}")).send().await.unwrap();

    let [failed] = sent.failed() else { panic!("one failure was expected") };
    assert_eq!((failed.id(), failed.code(), failed.sender_fault()), ("bad", "InvalidMessageContents", true));
    assert_eq!(queue.peek().await.len(), 1);
}

#[tokio::test]
async fn the_shape_of_a_batch_is_checked_before_anything_is_done() {
    let queue = Queue::start(&[]).await;
    let send = |entries: Vec<SendEntry>| {
        queue.client.send_message_batch().queue_url(&queue.url).set_entries(Some(entries)).send()
    };
    let eleven = (0..11).map(|n| entry(&n.to_string(), "x")).collect();
    let large = (0..2).map(|n| entry(&n.to_string(), &"x".repeat(600_000))).collect();

    for (entries, code) in [
        (vec![], "EmptyBatchRequest"),
        (eleven, "TooManyEntriesInBatchRequest"),
        (vec![entry("a", "x"), entry("a", "y")], "BatchEntryIdsNotDistinct"),
        (vec![entry("not an id", "x")], "InvalidBatchEntryId"),
        (large, "BatchRequestTooLong"),
    ] {
        assert_refused(send(entries).await, &format!("AWS.SimpleQueueService.{code}"));
    }
    assert!(queue.peek().await.is_empty());
}

#[tokio::test]
async fn a_batch_of_deletions_deletes_what_it_can() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(0).await;
    let delete =
        |id: &str, handle: &str| DeleteEntry::builder().id(id).receipt_handle(handle).build().unwrap();

    let batch =
        queue.client.delete_message_batch().queue_url(&queue.url).entries(delete("good", handle(&message)));
    let deleted = batch.entries(delete("bad", "not-a-handle")).send().await.unwrap();

    assert_eq!(deleted.successful()[0].id(), "good");
    assert_eq!((deleted.failed()[0].id(), deleted.failed()[0].code()), ("bad", "ReceiptHandleIsInvalid"));
    assert!(queue.peek().await.is_empty());
}

#[tokio::test]
async fn a_batch_of_changes_changes_what_it_can() {
    let queue = Queue::start(&[]).await;
    queue.send("hello").await;
    let message = queue.receive(60).await;
    let change = |id: &str, seconds| {
        ChangeEntry::builder()
            .id(id)
            .receipt_handle(handle(&message))
            .visibility_timeout(seconds)
            .build()
            .unwrap()
    };

    let batch =
        queue.client.change_message_visibility_batch().queue_url(&queue.url).entries(change("bad", 43_201));
    let changed = batch.entries(change("good", 0)).send().await.unwrap();

    assert_eq!(changed.successful()[0].id(), "good");
    assert_eq!((changed.failed()[0].id(), changed.failed()[0].code()), ("bad", "InvalidParameterValue"));
    assert_eq!(queue.peek().await.len(), 1);
}
