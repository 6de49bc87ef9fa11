//! Reads one secret.

use std::time::SystemTime;

use aws_sdk_secretsmanager::{Client, operation::get_secret_value::GetSecretValueError};
use countersign_core::ports::SecretError;

use crate::aws::{Failure, failure};

/// A secret's current version.
pub(super) struct Version {
    pub(super) text: String,
    /// By Secrets Manager's clock; long ago if it does not say.
    pub(super) written_at: SystemTime,
}

/// Reads the current version of the secret `name`.
pub(super) async fn read(client: &Client, name: &str) -> Result<Version, SecretError> {
    let answer = client.get_secret_value().secret_id(name).send().await;
    let unusable = |fault: &str| SecretError::Unusable { name: name.to_owned(), fault: fault.to_owned() };
    match answer {
        Ok(answer) => {
            let written_at = answer.created_date.and_then(|date| SystemTime::try_from(date).ok());
            let written_at = written_at.unwrap_or(SystemTime::UNIX_EPOCH);
            let text = answer.secret_string.ok_or_else(|| unusable("holds bytes; it must hold JSON text"))?;
            Ok(Version { text, written_at })
        }
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
