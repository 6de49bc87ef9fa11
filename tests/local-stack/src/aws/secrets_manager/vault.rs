//! All secrets: making, reading and changing what is in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    invalid_parameter, invalid_request, not_found,
    secret::{Secret, content, fresh_arn, partial, seconds, version_id},
    versions::{CURRENT, Content, Versions},
    wire::{CreateSecret, GetSecretValue, PutSecretValue, UpdateSecret, UpdateSecretVersionStage},
};
use crate::aws::{StackError, answer::Refusal, clock::Millis, kept::Kept};

const DAY: Millis = 86_400_000;

/// The secrets by name, and their file.
#[derive(Debug)]
pub(super) struct Vault {
    pub(super) secrets: BTreeMap<String, Secret>,
    pub(super) kept: Kept,
}

impl Vault {
    pub(super) fn open(kept: Kept) -> Result<Self, StackError> {
        let secrets = kept.entries::<Secret>("secret/")?;
        let secrets = secrets.into_iter().map(|secret| (secret.name.clone(), secret)).collect();
        Ok(Self { secrets, kept })
    }

    /// Finds by name, ARN or ARN without its random end.
    pub(super) fn find(&self, id: &str) -> Option<&Secret> {
        let by_arn = || self.secrets.values().find(|secret| secret.arn == id || partial(&secret.arn) == id);
        if id.starts_with("arn:") { by_arn() } else { self.secrets.get(id) }
    }

    pub(super) fn secret(&mut self, id: &str) -> Result<&mut Secret, Refusal> {
        let name = self.find(id).map(|secret| secret.name.clone());
        name.and_then(|name| self.secrets.get_mut(&name)).ok_or_else(|| not_found("secret"))
    }

    pub(super) fn create(&mut self, ask: CreateSecret, now: Millis) -> Result<Value, Refusal> {
        check_name(&ask.name)?;
        let content = content(ask.secret_string, ask.secret_binary)?;
        let id = version_id(ask.client_request_token)?;
        if let Some(there) = self.secrets.get(&ask.name) {
            return repeated(there, &id, content.as_ref());
        }
        let mut versions = Versions::default();
        let has_value = content.is_some();
        if let Some(content) = content {
            versions.put(&id, content, &[], now)?;
        }
        let secret = Secret {
            arn: fresh_arn(&ask.name),
            name: ask.name.clone(),
            description: ask.description,
            kms_key_id: ask.kms_key_id,
            tags: ask.tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
            created_at: now,
            changed_at: now,
            accessed_on: None,
            deletion: None,
            versions,
        };
        let answer = if has_value { secret.with_version(&id) } else { secret.named() };
        self.secrets.insert(ask.name.clone(), secret);
        self.save(&ask.name)?;
        Ok(answer)
    }

    pub(super) fn value(&mut self, ask: &GetSecretValue, now: Millis) -> Result<Value, Refusal> {
        let secret = self.secret(&ask.secret_id)?.usable()?;
        let (id, version) = secret.versions.find(ask.version_id.as_deref(), ask.version_stage.as_deref())?;
        let (text, binary) = match &version.content {
            Content::Text(text) => (Some(text), None),
            Content::Binary(binary) => (None, Some(binary)),
        };
        let answer = json!({
            "ARN": secret.arn,
            "Name": secret.name,
            "VersionId": id,
            "SecretString": text,
            "SecretBinary": binary,
            "VersionStages": version.stages,
            "CreatedDate": seconds(version.created_at),
        });
        let today = now - now % DAY;
        if secret.accessed_on.replace(today) != Some(today) {
            let name = secret.name.clone();
            self.save(&name)?;
        }
        Ok(answer)
    }

    pub(super) fn put(&mut self, ask: PutSecretValue, now: Millis) -> Result<Value, Refusal> {
        let content = content(ask.secret_string, ask.secret_binary)?;
        let content =
            content.ok_or_else(|| invalid_parameter("You must provide SecretString or SecretBinary."))?;
        let id = version_id(ask.client_request_token)?;
        let stages = ask.version_stages.unwrap_or_else(|| vec![CURRENT.to_owned()]);
        if !(1..=20).contains(&stages.len()) {
            return Err(invalid_parameter("VersionStages must have 1 to 20 labels."));
        }
        let secret = self.secret(&ask.secret_id)?.usable()?;
        secret.versions.put(&id, content, &stages, now)?;
        secret.changed_at = now;
        let (_, version) = secret.versions.find(Some(&id), None)?;
        let mut answer = secret.with_version(&id);
        answer["VersionStages"] = json!(version.stages);
        let name = secret.name.clone();
        self.save(&name)?;
        Ok(answer)
    }

    pub(super) fn update(&mut self, ask: UpdateSecret, now: Millis) -> Result<Value, Refusal> {
        let content = content(ask.secret_string, ask.secret_binary)?;
        let secret = self.secret(&ask.secret_id)?.usable()?;
        let mut answer = secret.named();
        if let Some(content) = content {
            let id = version_id(ask.client_request_token)?;
            secret.versions.put(&id, content, &[CURRENT.to_owned()], now)?;
            answer = secret.with_version(&id);
        }
        secret.description = ask.description.or(secret.description.take());
        secret.kms_key_id = ask.kms_key_id.or(secret.kms_key_id.take());
        secret.changed_at = now;
        let name = secret.name.clone();
        self.save(&name)?;
        Ok(answer)
    }

    pub(super) fn move_stage(
        &mut self,
        ask: &UpdateSecretVersionStage,
        now: Millis,
    ) -> Result<Value, Refusal> {
        let secret = self.secret(&ask.secret_id)?.usable()?;
        let (from, to) = (ask.remove_from_version_id.as_deref(), ask.move_to_version_id.as_deref());
        secret.versions.move_stage(&ask.version_stage, from, to)?;
        secret.changed_at = now;
        let (answer, name) = (secret.named(), secret.name.clone());
        self.save(&name)?;
        Ok(answer)
    }

    /// Hands the secret as it is now, or that it is gone, to the disk.
    pub(super) fn save(&mut self, name: &str) -> Result<(), Refusal> {
        let key = format!("secret/{name}");
        match self.secrets.get(name) {
            Some(secret) => self.kept.put(&key, secret),
            None => self.kept.remove(&key),
        }
        self.kept.commit().map_err(|_| {
            let message = "The local stack cannot write its data folder.";
            Refusal { status: 500, ..Refusal::new("InternalServiceError", message) }
        })
    }
}

/// The same creation again is no error; anything else under a name that is taken is.
fn repeated(there: &Secret, id: &str, content: Option<&Content>) -> Result<Value, Refusal> {
    if there.deletion.is_some() {
        let message =
            "You can't create this secret because a secret with this name is already scheduled for deletion.";
        return Err(invalid_request(message));
    }
    let version = there.versions.find(Some(id), None).ok();
    if version.is_some_and(|(_, version)| Some(&version.content) == content) {
        return Ok(there.with_version(id));
    }
    let message = "The operation failed because a secret with this name already exists.";
    Err(Refusal::new("ResourceExistsException", message))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-!".contains(&byte);
    if (1..=512).contains(&name.len()) && name.bytes().all(fits) {
        return Ok(());
    }
    let message = "Invalid name: 1 to 512 letters, digits and any of -/_+=.@! are possible.";
    Err(invalid_parameter(message))
}
