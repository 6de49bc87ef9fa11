//! What Lambda tells a function about AWS.

use aws_credential_types::Credentials;

/// Lambda's own variables, and the standard ones that point a client elsewhere.
pub struct AwsSettings {
    pub(super) region: String,
    pub(super) credentials: Credentials,
    pub(super) endpoint: Option<String>,
    pub(super) dynamodb: Option<String>,
    pub(super) secrets_manager: Option<String>,
    pub(super) sqs: Option<String>,
}

impl AwsSettings {
    /// Reads the variables through `lookup`, which notes those that are missing.
    pub fn read(
        mut required: impl FnMut(&'static str) -> String,
        optional: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let key = required("AWS_ACCESS_KEY_ID");
        let secret = required("AWS_SECRET_ACCESS_KEY");
        let token = optional("AWS_SESSION_TOKEN");
        Self {
            region: required("AWS_REGION"),
            credentials: Credentials::new(key, secret, token, None, "environment"),
            endpoint: optional("AWS_ENDPOINT_URL"),
            dynamodb: optional("AWS_ENDPOINT_URL_DYNAMODB"),
            secrets_manager: optional("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            sqs: optional("AWS_ENDPOINT_URL_SQS"),
        }
    }
}
