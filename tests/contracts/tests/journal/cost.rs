//! What an append costs, and in which order it writes.

use std::time::Duration;

use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType};
use contracts::{
    clock,
    entries::{bare, event, noise, order, retried, with_body},
    stack::{CALLER, JOURNAL, Stack},
};
use countersign_core::ports::{Appended, JournalError, JournalWriter};
use local_stack::aws::{Calls, Fault, Trouble};

/// What an append asked of AWS.
fn calls(stack: &Stack) -> Calls {
    stack.aws.calls().all().by(CALLER)
}

#[tokio::test]
async fn an_inline_entry_costs_exactly_one_call_new_or_not() {
    let stack = Stack::start().await;
    let entry = order(event(1), clock::now());
    for (token, expected) in [(1, Appended::New), (2, Appended::Repeat)] {
        let before = stack.aws.calls().mark();
        assert_eq!(stack.journal_writer().append(&retried(&entry, token), &[]).await.unwrap(), expected);
        let calls = stack.aws.calls().since(before).by(CALLER);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!(calls.of("PutItem").on(JOURNAL).len(), 1);
    }
}

#[tokio::test]
async fn a_piece_costs_one_call_each() {
    let stack = Stack::start().await;
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &noise(900_000));
    stack.journal_writer().append(&entry, &pieces).await.unwrap();
    assert_eq!(calls(&stack).of("PutItem").len(), pieces.len() + 1);
    assert_eq!(calls(&stack).len(), pieces.len() + 1);
}

#[tokio::test]
async fn the_head_is_written_after_every_piece() {
    let stack = Stack::start().await;
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &noise(900_000));
    // Whatever arrives first is held up, so that a head that did not wait for its pieces would overtake them.
    let delay = Fault::new(Trouble::Delay(Duration::from_millis(50))).by(CALLER);
    stack.aws.faults().inject(delay.times(pieces.len().try_into().unwrap()));
    stack.journal_writer().append(&entry, &pieces).await.unwrap();
    let parts = parts_in_order(&stack).await;
    assert_eq!(parts.len(), pieces.len() + 1);
    assert_eq!(parts.iter().position(|part| part == "head#deliver"), Some(pieces.len()), "{parts:?}");
}

#[tokio::test]
async fn a_piece_that_fails_leaves_no_head() {
    let stack = Stack::start().await;
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &noise(900_000));
    let refusal = Trouble::Refused { status: 400, code: "ValidationException".to_owned() };
    stack.aws.faults().inject(Fault::new(refusal).by(CALLER).times(1));
    let refused = stack.journal_writer().append(&entry, &pieces).await.unwrap_err();
    assert!(matches!(refused, JournalError::Refused(_)), "{refused}");
    let parts = parts_in_order(&stack).await;
    assert!(!parts.contains(&"head#deliver".to_owned()), "{parts:?}");
    assert_eq!(stack.journal_writer().append(&entry, &pieces).await.unwrap(), Appended::New, "a later try");
}

/// The sort keys of what was written to the journal, in the order of its stream.
async fn parts_in_order(stack: &Stack) -> Vec<String> {
    let table = stack.dynamodb().describe_table().table_name(JOURNAL).send().await.unwrap().table.unwrap();
    let (streams, arn) = (stack.aws.dynamodb_streams(), table.latest_stream_arn.unwrap());
    let described = streams.describe_stream().stream_arn(&arn).send().await.unwrap();
    let shard = described.stream_description.unwrap().shards.unwrap().remove(0).shard_id.unwrap();
    let iterator = streams.get_shard_iterator().stream_arn(&arn).shard_id(shard);
    let iterator = iterator.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.unwrap();
    let records = streams.get_records().set_shard_iterator(iterator.shard_iterator).send().await.unwrap();
    let part = |record: &Record| record.dynamodb().unwrap().keys().unwrap()["part"].as_s().unwrap().clone();
    records.records().iter().map(part).collect()
}
