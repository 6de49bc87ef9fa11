//! SQS as its API Reference and Developer Guide describe it, asked through the SDK.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod batches;
mod dead_letters;
mod messages;
mod queues;
mod visibility;

use std::{collections::BTreeMap, fmt::Debug, time::Duration};

use aws_sdk_sqs::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{Message, MessageSystemAttributeName, QueueAttributeName},
};
use local_stack::aws::{Aws, AwsOptions};
use tokio::time::timeout;

const NAME: &str = "test-queue";

/// The longest poll there is.
const LONG_POLL: i32 = 20;

/// Whatever is awaited comes well before the end of a long poll, or not by its own doing.
const SOON: Duration = Duration::from_secs(12);

/// A stack with one queue, and a client that talks to it.
struct Queue {
    aws: Aws,
    client: Client,
    url: String,
}

impl Queue {
    async fn start(attributes: &[(QueueAttributeName, &str)]) -> Self {
        let aws = Aws::start(AwsOptions::default()).await.unwrap();
        let client = aws.sqs();
        let url = create(&client, NAME, attributes).await;
        Self { aws, client, url }
    }

    async fn send(&self, body: &str) {
        self.client.send_message().queue_url(&self.url).message_body(body).send().await.unwrap();
    }

    /// Waits for one message and hides it for `visibility` seconds.
    async fn receive(&self, visibility: i32) -> Message {
        receive(&self.client, &self.url, visibility).await
    }

    /// What is visible at this moment.
    async fn peek(&self) -> Vec<Message> {
        let receive = self.client.receive_message().queue_url(&self.url).visibility_timeout(0);
        receive.max_number_of_messages(10).send().await.unwrap().messages.unwrap_or_default()
    }

    async fn attribute(&self, name: QueueAttributeName) -> String {
        let told = self.client.get_queue_attributes().queue_url(&self.url).attribute_names(name.clone());
        told.send().await.unwrap().attributes.unwrap().remove(&name).unwrap()
    }
}

async fn create(client: &Client, name: &str, attributes: &[(QueueAttributeName, &str)]) -> String {
    let attributes = attributes.iter().map(|(name, value)| (name.clone(), (*value).to_owned())).collect();
    let create = client.create_queue().queue_name(name).set_attributes(Some(attributes));
    create.send().await.unwrap().queue_url.unwrap()
}

async fn receive(client: &Client, url: &str, visibility: i32) -> Message {
    let receive = client
        .receive_message()
        .queue_url(url)
        .wait_time_seconds(LONG_POLL)
        .visibility_timeout(visibility)
        .message_system_attribute_names(MessageSystemAttributeName::All);
    let received = timeout(SOON, receive.send()).await.expect("a message was expected before the poll ends");
    let messages = received.unwrap().messages.unwrap_or_default();
    let [message] = <[Message; 1]>::try_from(messages).expect("one message was expected");
    message
}

fn handle(message: &Message) -> &str {
    message.receipt_handle().unwrap()
}

/// The system attributes by name.
fn attributes(message: &Message) -> BTreeMap<String, String> {
    let attributes = message.attributes.clone().unwrap_or_default();
    attributes.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect()
}

#[track_caller]
fn assert_refused<T: Debug, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>, code: &str) {
    let Err(error) = result else { panic!("{code} was expected, but the call succeeded") };
    assert_eq!(error.code(), Some(code), "{:?}", error.message());
}
