//! Tables and queues that the template makes.

use std::time::Duration;

use aws_sdk_dynamodb::types::StreamViewType;
use aws_sdk_sqs::types::QueueAttributeName;
use local_stack::{
    aws::{Aws, AwsOptions, REGION},
    template::{Key, Projection, Table},
};
use serde_json::{Value, json};

use super::template;

#[tokio::test(flavor = "multi_thread")]
async fn a_table_comes_into_being_once_and_whole() {
    let aws = Aws::start(AwsOptions::default()).await.unwrap();
    for _ in 0..2 {
        template().create_tables(&aws.dynamodb()).await.unwrap();
    }
    let table = aws.dynamodb().describe_table().table_name("test-local-journal").send().await.unwrap();
    let table = table.table().unwrap();
    assert_eq!(table.global_secondary_indexes()[0].index_name(), Some("due"));
    let stream = table.stream_specification().unwrap();
    assert_eq!(stream.stream_view_type(), Some(&StreamViewType::KeysOnly));
    let ttl = aws.dynamodb().describe_time_to_live().table_name("test-local-journal").send().await.unwrap();
    assert_eq!(ttl.time_to_live_description().unwrap().attribute_name(), Some("expires_at"));
    aws.stop().await.unwrap();
}

/// Whoever keeps data over a change of the template is told so at once, and what to do.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_kept_from_another_template_is_told_apart() {
    type Change = fn(&mut Table);
    let changes: [Change; 5] = [
        |table| table.indexes.clear(),
        |table| table.indexes[0].projection = Projection::All,
        |table| table.indexes[0].name = "other".to_owned(),
        |table| table.key.range = None,
        |table| table.stream_view = None,
    ];
    for change in changes {
        let aws = Aws::start(AwsOptions::default()).await.unwrap();
        let mut older = template();
        let journal = older.tables.iter_mut().find(|table| table.name == "test-local-journal").unwrap();
        change(journal);
        let used = |name: &String| {
            let key = |key: &Key| key.hash == *name || key.range.as_ref() == Some(name);
            key(&journal.key) || journal.indexes.iter().any(|index| key(&index.key))
        };
        let attributes = journal.attributes.clone();
        journal.attributes = attributes.into_iter().filter(|(name, _)| used(name)).collect();
        older.create_tables(&aws.dynamodb()).await.unwrap();
        let told = template().create_tables(&aws.dynamodb()).await.unwrap_err().to_string();
        assert!(told.contains("`test-local-journal`") && told.contains("`cargo stack --fresh`"), "{told}");
        aws.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_comes_into_being_once_and_follows_the_template() {
    let aws = Aws::start(AwsOptions::default()).await.unwrap();
    let mut template = template();
    template.create_queues(&aws.sqs(), REGION).await.unwrap();
    let deliveries = template.queues.iter_mut().find(|queue| queue.name == "test-local-deliveries").unwrap();
    deliveries.visibility = Duration::from_secs(17);
    template.create_queues(&aws.sqs(), REGION).await.unwrap();

    let found = aws.sqs().get_queue_url().queue_name("test-local-deliveries").send().await.unwrap();
    let request = aws.sqs().get_queue_attributes().set_queue_url(found.queue_url);
    let queue = request.attribute_names(QueueAttributeName::All).send().await.unwrap();
    let attribute = |name: QueueAttributeName| queue.attributes().unwrap()[&name].clone();
    assert_eq!(attribute(QueueAttributeName::VisibilityTimeout), "17");
    assert_eq!(attribute(QueueAttributeName::MessageRetentionPeriod), "1209600");
    let redrive: Value = serde_json::from_str(&attribute(QueueAttributeName::RedrivePolicy)).unwrap();
    let crashed = "arn:aws:sqs:eu-central-1:000000000000:test-local-crashed";
    assert_eq!(redrive, json!({"deadLetterTargetArn": crashed, "maxReceiveCount": 10}));
    aws.stop().await.unwrap();
}
