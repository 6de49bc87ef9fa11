//! Describing, listing, tagging, deleting and restoring secrets.

use serde_json::{Value, json};

use super::{
    invalid_parameter,
    secret::{arn, seconds},
    vault::Vault,
    wire::{DeleteSecret, ListSecretVersionIds, ListSecrets, SecretId, TagResource},
};
use crate::aws::{answer::Refusal, clock::Millis};

const DAY: Millis = 86_400_000;

/// The recovery window, in days.
const DEFAULT_WINDOW: u64 = 30;
const MOST_RESULTS: usize = 100;

impl Vault {
    pub(super) fn describe(&mut self, ask: &SecretId) -> Result<Value, Refusal> {
        Ok(self.secret(&ask.secret_id)?.described("VersionIdsToStages"))
    }

    /// In the order of names; the token is the name to go on after.
    pub(super) fn list(&self, ask: &ListSecrets) -> Result<Value, Refusal> {
        if ask.filters.iter().any(|filter| filter.key != "name") {
            return Err(invalid_parameter("The local stack filters secrets by name only."));
        }
        let fits = |name: &str| {
            ask.filters.iter().all(|filter| filter.values.iter().any(|start| name.starts_with(start)))
        };
        let listed = self.secrets.values().filter(|secret| {
            fits(&secret.name) && (secret.deletion.is_none() || ask.include_planned_deletion)
        });
        let listed = listed.map(|secret| (secret.name.clone(), secret.described("SecretVersionsToStages")));
        let (list, next) = page(listed, ask.max_results, ask.next_token.as_deref())?;
        Ok(json!({ "SecretList": list, "NextToken": next }))
    }

    pub(super) fn list_versions(&mut self, ask: &ListSecretVersionIds) -> Result<Value, Refusal> {
        let secret = self.secret(&ask.secret_id)?;
        let listed = secret.versions.iter();
        let listed = listed.filter(|(_, version)| !version.stages.is_empty() || ask.include_deprecated);
        let listed = listed.map(|(id, version)| {
            let (stages, created) = (&version.stages, seconds(version.created_at));
            (id.to_owned(), json!({ "VersionId": id, "VersionStages": stages, "CreatedDate": created }))
        });
        let (list, next) = page(listed, ask.max_results, ask.next_token.as_deref())?;
        Ok(json!({ "ARN": secret.arn, "Name": secret.name, "Versions": list, "NextToken": next }))
    }

    pub(super) fn delete(&mut self, ask: &DeleteSecret, now: Millis) -> Result<Value, Refusal> {
        if ask.force_delete_without_recovery == Some(true) {
            return self.delete_at_once(ask, now);
        }
        let window = ask.recovery_window_in_days.unwrap_or(DEFAULT_WINDOW);
        if !(7..=30).contains(&window) {
            return Err(invalid_parameter("RecoveryWindowInDays must be between 7 and 30 days."));
        }
        let secret = self.secret(&ask.secret_id)?.usable()?;
        let gone_at = now + window * DAY;
        secret.deletion = Some((now, gone_at));
        let mut answer = secret.named();
        answer["DeletionDate"] = json!(seconds(gone_at));
        let name = secret.name.clone();
        self.save(&name)?;
        Ok(answer)
    }

    pub(super) fn restore(&mut self, ask: &SecretId, now: Millis) -> Result<Value, Refusal> {
        let secret = self.secret(&ask.secret_id)?;
        secret.deletion = None;
        secret.changed_at = now;
        let (answer, name) = (secret.named(), secret.name.clone());
        self.save(&name)?;
        Ok(answer)
    }

    pub(super) fn tag(&mut self, ask: TagResource, now: Millis) -> Result<Value, Refusal> {
        let secret = self.secret(&ask.secret_id)?.usable()?;
        secret.tags.extend(ask.tags.into_iter().map(|tag| (tag.key, tag.value)));
        secret.changed_at = now;
        let name = secret.name.clone();
        self.save(&name)?;
        Ok(json!({}))
    }

    /// Deletes for good what has passed its recovery window.
    pub(super) fn forget(&mut self, now: Millis) -> Result<(), Refusal> {
        let gone = |(_, gone_at): (Millis, Millis)| gone_at <= now;
        let passed = self.secrets.values().filter(|secret| secret.deletion.is_some_and(gone));
        let names: Vec<_> = passed.map(|secret| secret.name.clone()).collect();
        names.iter().try_for_each(|name| {
            self.secrets.remove(name);
            self.save(name)
        })
    }

    /// Deleting for good what is not there is no error.
    fn delete_at_once(&mut self, ask: &DeleteSecret, now: Millis) -> Result<Value, Refusal> {
        if ask.recovery_window_in_days.is_some() {
            let message =
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
            return Err(invalid_parameter(message));
        }
        let found = self.find(&ask.secret_id).map(|secret| (secret.named(), secret.name.clone()));
        let absent = || (json!({ "ARN": arn(&ask.secret_id), "Name": ask.secret_id }), ask.secret_id.clone());
        let (mut answer, name) = found.unwrap_or_else(absent);
        answer["DeletionDate"] = json!(seconds(now));
        self.secrets.remove(&name);
        self.save(&name)?;
        Ok(answer)
    }
}

/// The entries after the one named by `token`, and the token for those after them.
fn page(
    entries: impl Iterator<Item = (String, Value)>,
    most: Option<usize>,
    token: Option<&str>,
) -> Result<(Vec<Value>, Option<String>), Refusal> {
    let most = most.unwrap_or(MOST_RESULTS);
    if !(1..=MOST_RESULTS).contains(&most) {
        return Err(invalid_parameter("MaxResults must be between 1 and 100."));
    }
    let mut rest =
        entries.skip_while(|(name, _)| token.is_some_and(|token| name.as_str() <= token)).peekable();
    let listed: Vec<_> = rest.by_ref().take(most).collect();
    let next = listed.last().filter(|_| rest.peek().is_some()).map(|(name, _)| name.clone());
    Ok((listed.into_iter().map(|(_, entry)| entry).collect(), next))
}
