//! The parts around the services: what is recorded, permitted, disturbed and left behind.

mod calls;
mod faults;
mod lifetime;
mod permissions;

use aws_sdk_dynamodb::{
    config::retry::RetryConfig,
    error::{ProvideErrorMetadata, SdkError},
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    },
};
use aws_types::SdkConfig;

use super::{Aws, AwsOptions};

const TABLE: &str = "test-table";
const QUEUE: &str = "test-queue";
const SECRET: &str = "test/secret";
const FUNCTION: &str = "webhook-intake";

/// A stack with one table, one queue and one secret.
async fn start() -> Aws {
    let aws = Aws::start(AwsOptions::default()).await.unwrap();
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap();
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let table = aws.dynamodb().create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    table.key_schema(key).attribute_definitions(id.build().unwrap()).send().await.unwrap();
    aws.sqs().create_queue().queue_name(QUEUE).send().await.unwrap();
    aws.secrets_manager().create_secret().name(SECRET).secret_string("test").send().await.unwrap();
    aws
}

/// The three clients of one caller.
struct Caller {
    dynamodb: aws_sdk_dynamodb::Client,
    sqs: aws_sdk_sqs::Client,
    secrets: aws_sdk_secretsmanager::Client,
    queue_url: String,
}

impl Caller {
    /// Clients that try once.
    fn new(aws: &Aws, name: &str) -> Self {
        Self::with(
            aws,
            &aws.sdk_config_for(name).into_builder().retry_config(RetryConfig::disabled()).build(),
        )
    }

    fn with(aws: &Aws, config: &SdkConfig) -> Self {
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
            secrets: aws_sdk_secretsmanager::Client::new(config),
            queue_url: format!("{}/000000000000/{QUEUE}", aws.endpoint()),
        }
    }

    async fn put(&self, id: &str) -> Result<(), String> {
        let put = self.dynamodb.put_item().table_name(TABLE).item("id", AttributeValue::S(id.to_owned()));
        put.condition_expression("attribute_not_exists(id)")
            .send()
            .await
            .map(drop)
            .map_err(|error| code(&error))
    }

    async fn get(&self, id: &str) -> Result<bool, String> {
        let get = self.dynamodb.get_item().table_name(TABLE).key("id", AttributeValue::S(id.to_owned()));
        get.send().await.map(|got| got.item.is_some()).map_err(|error| code(&error))
    }

    async fn send(&self) -> Result<(), String> {
        let send = self.sqs.send_message().queue_url(&self.queue_url).message_body("test");
        send.send().await.map(drop).map_err(|error| code(&error))
    }

    async fn read(&self, secret: &str) -> Result<(), String> {
        self.secrets.get_secret_value().secret_id(secret).send().await.map(drop).map_err(|error| code(&error))
    }
}

/// The error's name, or how the SDK failed without one.
fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> String {
    error.code().map_or_else(|| error.to_string(), str::to_owned)
}

/// A refusal by name, as the helpers above give it.
fn refused<T>(code: &str) -> Result<T, String> {
    Err(code.to_owned())
}
