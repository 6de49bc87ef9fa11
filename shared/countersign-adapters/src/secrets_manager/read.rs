//! Reads one secret.

use aws_sdk_secretsmanager::{Client, operation::get_secret_value::GetSecretValueError};
use countersign_core::ports::SecretError;

use crate::aws::{Failure, failure};

/// The text of a secret's current version.
pub(super) async fn read(client: &Client, name: &str) -> Result<String, SecretError> {
    let answer = client.get_secret_value().secret_id(name).send().await;
    let unusable = |fault: &str| SecretError::Unusable { name: name.to_owned(), fault: fault.to_owned() };
    match answer {
        Ok(answer) => answer.secret_string.ok_or_else(|| unusable("holds bytes; it must hold JSON text")),
        Err(error) => {
            if matches!(error.as_service_error(), Some(GetSecretValueError::ResourceNotFoundException(_))) {
                return Err(unusable("does not exist; create it as docs/CONTRIBUTING.md says"));
            }
            match failure("Secrets Manager", &error) {
                Failure::Passing(summary) => {
                    Err(SecretError::Unavailable { name: name.to_owned(), source: summary.into() })
                }
                Failure::Lasting(summary) => Err(unusable(&format!("cannot be read: {summary}"))),
            }
        }
    }
}
