//! SDK clients for the endpoint.

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;

use super::REGION;

/// Every caller's secret access key. Signatures are not checked, so it protects nothing.
pub const SECRET_ACCESS_KEY: &str = "test-secret-access-key-not-a-real-one";

/// One connection pool for all clients of a stack; the endpoint is plain HTTP on loopback.
pub(super) fn http_client() -> SharedHttpClient {
    Builder::new().build_http()
}

/// What an SDK client needs to call `endpoint` as `caller`.
pub(super) fn sdk_config(http: SharedHttpClient, endpoint: String, caller: &str) -> SdkConfig {
    let credentials = Credentials::new(caller, SECRET_ACCESS_KEY, None, None, "local-stack");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .http_client(http)
        .build()
}
