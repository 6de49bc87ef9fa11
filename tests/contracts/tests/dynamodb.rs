//! What the system relies on in DynamoDB, asked of the embedded one through the SDK.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::{collections::HashMap, path::PathBuf};

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::put_item::PutItemError,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection, ProjectionType, ReturnValuesOnConditionCheckFailure, ScalarAttributeType,
        StreamSpecification, StreamViewType, TimeToLiveSpecification,
    },
};
use aws_sdk_dynamodbstreams::types::{OperationType, Record, ShardIteratorType};
use futures_util::future::join_all;
use local_stack::aws::{Aws, AwsOptions};

const JOURNAL: &str = "test-journal";

async fn start(data_dir: Option<PathBuf>) -> Aws {
    Aws::start(AwsOptions { data_dir, ..AwsOptions::default() }).await.unwrap()
}

/// A stack with a journal: keys `id` and `part`, a stream of keys, an index by `due_shard` and `due_at`.
async fn with_journal(data_dir: Option<PathBuf>) -> Aws {
    let aws = start(data_dir).await;
    let string = |name| attribute(name, ScalarAttributeType::S);
    let index = GlobalSecondaryIndex::builder()
        .index_name("due")
        .key_schema(key("due_shard", KeyType::Hash))
        .key_schema(key("due_at", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build());
    let create = aws
        .dynamodb()
        .create_table()
        .table_name(JOURNAL)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(vec![
            string("id"),
            string("part"),
            string("due_shard"),
            attribute("due_at", ScalarAttributeType::N),
        ]))
        .key_schema(key("id", KeyType::Hash))
        .key_schema(key("part", KeyType::Range))
        .global_secondary_indexes(index.build().unwrap())
        .stream_specification(
            StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::KeysOnly)
                .build()
                .unwrap(),
        );
    create.send().await.unwrap();
    aws
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// Puts the head of an event once, and only once.
async fn put_once(client: &Client, id: &str, token: &str) -> Result<(), PutItemError> {
    let put = client
        .put_item()
        .table_name(JOURNAL)
        .item("id", text(id))
        .item("part", text("head#deliver"))
        .item("token", text(token))
        .condition_expression("attribute_not_exists(id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    put.send().await.map(|_| ()).map_err(SdkError::into_service_error)
}

async fn stream_arn(aws: &Aws) -> String {
    let table = aws.dynamodb().describe_table().table_name(JOURNAL).send().await.unwrap().table.unwrap();
    table.latest_stream_arn.unwrap()
}

/// The records of the only shard, from its beginning or after a sequence number.
async fn records(aws: &Aws, after: Option<&str>) -> Vec<Record> {
    let streams = aws.dynamodb_streams();
    let arn = stream_arn(aws).await;
    let described = streams.describe_stream().stream_arn(&arn).send().await.unwrap();
    let shards = described.stream_description.unwrap().shards.unwrap();
    let [shard] = shards.as_slice() else { panic!("one shard was expected") };
    let from = after.map_or(ShardIteratorType::TrimHorizon, |_| ShardIteratorType::AfterSequenceNumber);
    let iterator = streams
        .get_shard_iterator()
        .stream_arn(&arn)
        .shard_id(shard.shard_id().unwrap())
        .shard_iterator_type(from)
        .set_sequence_number(after.map(str::to_owned));
    let iterator = iterator.send().await.unwrap().shard_iterator;
    let got = streams.get_records().set_shard_iterator(iterator).send().await.unwrap();
    got.records.unwrap()
}

fn sequence_number(record: &Record) -> &str {
    record.dynamodb().unwrap().sequence_number().unwrap()
}

#[tokio::test]
async fn a_failed_condition_answers_with_the_item_that_is_there() {
    let aws = with_journal(None).await;
    put_once(&aws.dynamodb(), "evt_1", "mine").await.unwrap();

    let error = put_once(&aws.dynamodb(), "evt_1", "other").await.unwrap_err();

    let PutItemError::ConditionalCheckFailedException(failed) = error else { panic!("{error:?}") };
    assert_eq!(failed.item().unwrap()["token"], text("mine"));
}

#[tokio::test]
async fn of_fifty_racing_conditional_puts_exactly_one_wins() {
    let aws = with_journal(None).await;
    let client = aws.dynamodb();
    let tokens: Vec<_> = (0..50).map(|n| n.to_string()).collect();

    let results = join_all(tokens.iter().map(|token| put_once(&client, "evt_1", token))).await;

    let is_repeat = |result: &&Result<(), PutItemError>| {
        matches!(result, Err(PutItemError::ConditionalCheckFailedException(_)))
    };
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(results.iter().filter(is_repeat).count(), 49);
}

#[tokio::test]
async fn a_keys_only_stream_tells_an_insert_and_nothing_of_the_item_but_its_keys() {
    let aws = with_journal(None).await;
    put_once(&aws.dynamodb(), "evt_1", "mine").await.unwrap();

    let records = records(&aws, None).await;

    let [record] = records.as_slice() else { panic!("one record was expected") };
    assert_eq!(record.event_name(), Some(&OperationType::Insert));
    let change = record.dynamodb().unwrap();
    let keys = change.keys().unwrap();
    assert_eq!(keys["id"].as_s().unwrap(), "evt_1");
    assert_eq!(keys["part"].as_s().unwrap(), "head#deliver");
    assert!(change.new_image().is_none() && change.old_image().is_none());
}

#[tokio::test]
async fn an_index_finds_by_its_own_keys_and_gives_keys_only() {
    let aws = with_journal(None).await;
    for (id, due_at) in [("evt_1", "10"), ("evt_2", "20"), ("evt_3", "30")] {
        let put = aws
            .dynamodb()
            .put_item()
            .table_name(JOURNAL)
            .item("id", text(id))
            .item("part", text("head#record"));
        let put = put.item("due_shard", text("0")).item("due_at", AttributeValue::N(due_at.to_owned()));
        put.item("reason", text("test")).send().await.unwrap();
    }

    let query = aws
        .dynamodb()
        .query()
        .table_name(JOURNAL)
        .index_name("due")
        .key_condition_expression("due_shard = :shard AND due_at <= :now")
        .expression_attribute_values(":shard", text("0"))
        .expression_attribute_values(":now", AttributeValue::N("20".to_owned()));
    let items = query.send().await.unwrap().items.unwrap();

    let ids: Vec<_> = items.iter().map(|item| item["id"].as_s().unwrap().as_str()).collect();
    assert_eq!(ids, ["evt_1", "evt_2"]);
    assert!(items.iter().all(|item| !item.contains_key("reason")));
}

#[tokio::test]
async fn a_table_tells_its_time_to_live_attribute() {
    let aws = with_journal(None).await;
    let expiry =
        TimeToLiveSpecification::builder().enabled(true).attribute_name("expires_at").build().unwrap();
    let client = aws.dynamodb();
    client.update_time_to_live().table_name(JOURNAL).time_to_live_specification(expiry).send().await.unwrap();

    let told = client.describe_time_to_live().table_name(JOURNAL).send().await.unwrap();

    assert_eq!(told.time_to_live_description.unwrap().attribute_name(), Some("expires_at"));
}

#[tokio::test]
async fn an_item_of_more_than_400_kb_is_refused() {
    let aws = with_journal(None).await;

    let error = put_once(&aws.dynamodb(), "evt_1", &"x".repeat(410_000)).await.unwrap_err();

    assert_eq!(error.code(), Some("ValidationException"));
}

#[tokio::test]
async fn items_and_the_place_in_the_stream_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = Some(folder.path().to_owned());
    let aws = with_journal(data_dir.clone()).await;
    put_once(&aws.dynamodb(), "evt_1", "mine").await.unwrap();
    let arn = stream_arn(&aws).await;
    let seen = records(&aws, None).await;
    aws.stop().await.unwrap();

    let aws = start(data_dir).await;
    put_once(&aws.dynamodb(), "evt_2", "mine").await.unwrap();

    let key = HashMap::from([("id".to_owned(), text("evt_1")), ("part".to_owned(), text("head#deliver"))]);
    let item = aws.dynamodb().get_item().table_name(JOURNAL).set_key(Some(key)).send().await.unwrap();
    assert_eq!(item.item.unwrap()["token"], text("mine"));
    assert_eq!(stream_arn(&aws).await, arn);
    let fresh = records(&aws, Some(sequence_number(&seen[0]))).await;
    let ids: Vec<_> =
        fresh.iter().map(|record| record.dynamodb().unwrap().keys().unwrap()["id"].as_s().unwrap()).collect();
    assert_eq!(ids, ["evt_2"]);
    aws.stop().await.unwrap();
}
