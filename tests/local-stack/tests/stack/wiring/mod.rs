//! Queues invoke functions, pipes carry records, schedules fire; and all of it survives trouble and restarts.

mod pipes;
mod queues;
mod schedules;

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use local_stack::{
    aws::{Aws, AwsOptions, REGION},
    lambda::{Invoke, InvokeOutcome},
    template::Template,
    wiring::{Wiring, WiringOptions},
};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::PATIENCE;

const QUEUE: &str = "test-local-deliveries";
const TABLE: &str = "test-local-journal";

/// AWS with the template's tables and queues, and a template to change before it is wired.
struct World {
    aws: Aws,
    template: Template,
}

impl World {
    async fn start(data_dir: Option<&Path>) -> Self {
        let aws = Aws::start(AwsOptions { data_dir: data_dir.map(Path::to_owned), ..AwsOptions::default() })
            .await
            .unwrap();
        let mut template = crate::template::template();
        template.event_sources[0].window = Duration::ZERO;
        template.create_tables(&aws.dynamodb()).await.unwrap();
        Self { aws, template }
    }

    /// Without the pipe, for tests of the queue alone.
    async fn of_queue() -> Self {
        let mut world = Self::start(None).await;
        world.template.pipes.clear();
        world
    }

    /// Without the queue's function, for tests of the pipe alone.
    async fn of_pipe(data_dir: Option<&Path>) -> Self {
        let mut world = Self::start(data_dir).await;
        world.template.event_sources.clear();
        world
    }

    async fn wire(&self, functions: Arc<dyn Invoke>, data_dir: Option<&Path>) -> Wiring {
        self.template.create_queues(&self.aws.sqs(), REGION).await.unwrap();
        let options = WiringOptions {
            region: REGION.to_owned(),
            functions,
            sqs: self.aws.sqs(),
            dynamodb_streams: self.aws.dynamodb_streams(),
            data_dir: data_dir.map(Path::to_owned),
        };
        Wiring::start(&self.template, options).await.unwrap()
    }

    async fn url(&self) -> String {
        self.aws.sqs().get_queue_url().queue_name(QUEUE).send().await.unwrap().queue_url.unwrap()
    }

    async fn send(&self, body: &str) {
        self.aws.sqs().send_message().queue_url(self.url().await).message_body(body).send().await.unwrap();
    }

    /// The bodies of the next `count` messages, which are deleted.
    async fn receive(&self, count: usize) -> BTreeSet<String> {
        let (sqs, url) = (self.aws.sqs(), self.url().await);
        let mut bodies = BTreeSet::new();
        while bodies.len() < count {
            let received =
                sqs.receive_message().queue_url(&url).max_number_of_messages(10).wait_time_seconds(20);
            let received = received.send().await.unwrap().messages.unwrap_or_default();
            assert!(!received.is_empty(), "only {bodies:?} came");
            for message in received {
                sqs.delete_message()
                    .queue_url(&url)
                    .receipt_handle(message.receipt_handle.unwrap())
                    .send()
                    .await
                    .unwrap();
                assert!(bodies.insert(message.body.unwrap()), "a message came twice");
            }
        }
        bodies
    }

    /// Waits until the queue holds nothing, hidden or not.
    async fn drained(&self) {
        let (sqs, url) = (self.aws.sqs(), self.url().await);
        let all = aws_sdk_sqs::types::QueueAttributeName::All;
        let empty = async {
            loop {
                let request = sqs.get_queue_attributes().queue_url(&url).attribute_names(all.clone());
                let attributes = request.send().await.unwrap().attributes.unwrap();
                let count = |name: &str| attributes[&name.into()].as_str() == "0";
                if count("ApproximateNumberOfMessages") && count("ApproximateNumberOfMessagesNotVisible") {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, empty).await.expect("the queue did not become empty");
    }

    async fn put(&self, id: &str, part: &str) {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let request = self.aws.dynamodb().put_item().table_name(TABLE);
        request.item("id", text(id)).item("part", text(part)).send().await.unwrap();
    }
}

fn ok(answer: &Value) -> InvokeOutcome {
    InvokeOutcome::Ok(answer.to_string().into())
}

fn event(id: &str) -> String {
    json!({ "event": id }).to_string()
}

fn bodies(invocation: &(String, Value)) -> Vec<String> {
    let records = invocation.1["Records"].as_array().unwrap();
    records.iter().map(|record| record["body"].as_str().unwrap().to_owned()).collect()
}

async fn eventually(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait).await.expect("it never came true");
}
