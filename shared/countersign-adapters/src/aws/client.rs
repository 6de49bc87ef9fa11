//! The SDK's clients, all over one HTTP client.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{behavior_version::BehaviorVersion, http::SharedHttpClient};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::AwsSettings;

/// A connection within the region that takes longer is not going to come.
const CONNECT: Duration = Duration::from_secs(1);
/// Longer than any answer under a healthy service, short enough for a second try within a store's patience.
const ATTEMPT: Duration = Duration::from_millis(1800);
const ATTEMPTS: u32 = 6;
const FIRST_BACKOFF: Duration = Duration::from_millis(40);
const LONGEST_BACKOFF: Duration = Duration::from_millis(800);

/// Makes the clients of the services we use.
pub struct Aws {
    config: SdkConfig,
    settings: AwsSettings,
}

impl Aws {
    /// Prepares one configuration. Opens no connection yet.
    pub fn new(settings: AwsSettings) -> Self {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region.clone()))
            .credentials_provider(SharedCredentialsProvider::new(settings.credentials.clone()))
            .http_client(http_client())
            .sleep_impl(aws_smithy_async::rt::sleep::SharedAsyncSleep::new(TokioSleep::new()))
            .timeout_config(
                TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build(),
            )
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(FIRST_BACKOFF)
                    .with_max_backoff(LONGEST_BACKOFF),
            )
            .build();
        Self { config, settings }
    }

    /// A client of DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config);
        config.set_endpoint_url(self.endpoint(self.settings.dynamodb.as_ref()));
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// A client of Secrets Manager.
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        let mut config = aws_sdk_secretsmanager::config::Builder::from(&self.config);
        config.set_endpoint_url(self.endpoint(self.settings.secrets_manager.as_ref()));
        aws_sdk_secretsmanager::Client::from_conf(config.build())
    }

    /// A client of SQS.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        let mut config = aws_sdk_sqs::config::Builder::from(&self.config);
        config.set_endpoint_url(self.endpoint(self.settings.sqs.as_ref()));
        aws_sdk_sqs::Client::from_conf(config.build())
    }

    /// A service's own endpoint variable wins over the common one, as the SDKs' reference guide says.
    fn endpoint(&self, own: Option<&String>) -> Option<String> {
        own.or(self.settings.endpoint.as_ref()).cloned()
    }
}

/// The roots are compiled in: reading the system's bundle costs every cold start about 4.5 ms.
fn http_client() -> SharedHttpClient {
    let context = TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(roots()));
    let provider = Provider::Rustls(CryptoMode::Ring);
    let builder = Builder::new().tls_provider(provider);
    match context.build() {
        Ok(context) => builder.tls_context(context).build_https(),
        Err(_) => unreachable!("a context of one trust store is complete"),
    }
}

/// The trust store takes PEM only.
fn roots() -> Vec<u8> {
    let certificate = |der: &[u8]| {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
    };
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| certificate(der))
        .collect::<String>()
        .into_bytes()
}
