//! Secrets Manager, as its API Reference describes it, with the staging labels that rotation leans on.
//!
//! Left out, and refused rather than ignored: rotation by a Lambda function, replication, resource policies, batches,
//! the random password, filters other than by name.

mod admin;
mod secret;
#[cfg(test)]
mod tests;
mod vault;
mod versions;
mod wire;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use hyper::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::vault::Vault;
use super::{
    StackError,
    answer::{Body, Refusal, respond},
    call::Service,
    clock::now,
    kept::Kept,
};

pub(super) use self::secret::{arn, name_of};

/// The service.
#[derive(Debug)]
pub(super) struct SecretsManager {
    vault: Mutex<Vault>,
}

impl SecretsManager {
    /// Opens the secrets kept in `file`.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, StackError> {
        Ok(Self { vault: Mutex::new(Vault::open(Kept::open(file)?)?) })
    }

    pub(super) fn answer(&self, operation: &str, body: &[u8]) -> Response<Body> {
        match self.carry_out(operation, body) {
            Ok(body) => respond(StatusCode::OK, Service::SecretsManager, without_nulls(body).to_string()),
            Err(refusal) => refusal.into_response(Service::SecretsManager),
        }
    }

    /// The ARN that permissions are asked with. That of a secret that is not there lacks the random end, so that a
    /// caller who may read `name-??????` is denied rather than told that it does not exist, as on AWS.
    pub(super) fn arn_of(&self, id: &str) -> String {
        let found = self.lock().find(id).map(|secret| secret.arn.clone());
        found.unwrap_or_else(|| if id.starts_with("arn:") { id.to_owned() } else { arn(id) })
    }

    /// Waits until everything acknowledged is on the disk.
    pub(super) fn close(&self) -> Result<(), StackError> {
        self.lock().kept.sync()
    }

    fn carry_out(&self, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
        let mut vault = self.lock();
        let now = now();
        vault.forget(now)?;
        match operation {
            "CreateSecret" => vault.create(read(body)?, now),
            "GetSecretValue" => vault.value(&read(body)?, now),
            "PutSecretValue" => vault.put(read(body)?, now),
            "UpdateSecret" => vault.update(read(body)?, now),
            "UpdateSecretVersionStage" => vault.move_stage(&read(body)?, now),
            "DescribeSecret" => vault.describe(&read(body)?),
            "ListSecrets" => vault.list(&read(body)?),
            "ListSecretVersionIds" => vault.list_versions(&read(body)?),
            "DeleteSecret" => vault.delete(&read(body)?, now),
            "RestoreSecret" => vault.restore(&read(body)?, now),
            "TagResource" => vault.tag(read(body)?, now),
            other => Err(invalid_request(&format!("The local stack does not play {other}."))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| invalid_parameter(&format!("The local stack cannot take this request: {error}")))
}

/// AWS leaves out what is not there.
fn without_nulls(body: Value) -> Value {
    match body {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => body,
    }
}

fn invalid_parameter(message: &str) -> Refusal {
    Refusal::new("InvalidParameterException", message)
}

fn invalid_request(message: &str) -> Refusal {
    Refusal::new("InvalidRequestException", message)
}

fn not_found(what: &str) -> Refusal {
    Refusal::new("ResourceNotFoundException", format!("Secrets Manager can't find the specified {what}."))
}
