//! Secrets Manager as its API Reference describes it, asked through the SDK.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod lifecycle;
mod stages;
mod values;

use std::{collections::BTreeMap, fmt::Debug};

use aws_sdk_secretsmanager::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        create_secret::CreateSecretError, get_secret_value::GetSecretValueOutput,
        put_secret_value::PutSecretValueError, update_secret_version_stage::UpdateSecretVersionStageError,
    },
};
use local_stack::aws::{Aws, AwsOptions};

const NAME: &str = "countersign/local/test-secret";

/// Version ids: a token must have 32 to 64 characters.
const V1: &str = "test-version-1-00000000000000000";
const V2: &str = "test-version-2-00000000000000000";
const V3: &str = "test-version-3-00000000000000000";

async fn start() -> (Aws, Client) {
    let aws = Aws::start(AwsOptions::default()).await.unwrap();
    let client = aws.secrets_manager();
    (aws, client)
}

/// A stack with one secret whose version `V1` holds `one`.
async fn with_secret() -> (Aws, Client) {
    let (aws, client) = start().await;
    create(&client, V1, "one").await.unwrap();
    (aws, client)
}

async fn create(client: &Client, token: &str, value: &str) -> Result<(), SdkError<CreateSecretError>> {
    client.create_secret().name(NAME).client_request_token(token).secret_string(value).send().await.map(drop)
}

/// Puts a version with the given labels; none given means the default.
async fn put(
    client: &Client,
    token: &str,
    value: &str,
    stages: &[&str],
) -> Result<(), SdkError<PutSecretValueError>> {
    let stages = stages.iter().map(ToString::to_string).collect::<Vec<_>>();
    let put = client.put_secret_value().secret_id(NAME).client_request_token(token).secret_string(value);
    put.set_version_stages(Some(stages).filter(|stages| !stages.is_empty())).send().await.map(drop)
}

async fn move_stage(
    client: &Client,
    stage: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(), SdkError<UpdateSecretVersionStageError>> {
    let update = client.update_secret_version_stage().secret_id(NAME).version_stage(stage);
    let update = update.set_remove_from_version_id(from.map(str::to_owned));
    update.set_move_to_version_id(to.map(str::to_owned)).send().await.map(drop)
}

async fn current(client: &Client) -> GetSecretValueOutput {
    client.get_secret_value().secret_id(NAME).send().await.unwrap()
}

async fn staged(client: &Client, stage: &str) -> Option<String> {
    let get = client.get_secret_value().secret_id(NAME).version_stage(stage).send().await;
    get.ok().and_then(|output| output.secret_string)
}

/// Which labels each version carries, as DescribeSecret tells.
async fn labels(client: &Client) -> BTreeMap<String, Vec<String>> {
    let described = client.describe_secret().secret_id(NAME).send().await.unwrap();
    described.version_ids_to_stages.unwrap_or_default().into_iter().collect()
}

#[track_caller]
fn assert_refused<T: Debug, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>, code: &str) {
    let Err(error) = result else { panic!("{code} was expected, but the call succeeded") };
    assert_eq!(error.code(), Some(code), "{:?}", error.message());
}
