//! The secrets of stores: one per store, with versions that never change and labels that move.

use aws_sdk_secretsmanager::{
    Client,
    operation::get_secret_value::{GetSecretValueError, builders::GetSecretValueFluentBuilder},
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use countersign_core::{
    ports::{Promoted, VaultError},
    store::Store,
    tokens::VersionId,
};
use zeroize::Zeroizing;

use super::refusal::refusal;
use crate::aws::{Failure, Summary};

pub(super) const PENDING: &str = "AWSPENDING";
const CURRENT: &str = "AWSCURRENT";

/// Where the secrets of stores are.
pub(crate) struct StoreSecrets {
    pub(super) client: Client,
    prefix: String,
}

impl StoreSecrets {
    pub(crate) fn new(client: Client, prefix: String) -> Self {
        Self { client, prefix }
    }

    /// `{prefix}/{platform}/{store}`.
    pub(super) fn name(&self, store: &Store) -> String {
        format!("{}/{}", self.prefix, store.to_string().replace('#', "/"))
    }

    /// The text of one version; none if there is none.
    pub(crate) async fn text(
        &self,
        store: &Store,
        version: &VersionId,
    ) -> Result<Option<String>, VaultError> {
        self.get(store, |get| get.version_id(version.as_str())).await
    }

    /// The text that `AWSCURRENT` is on; none if there is none.
    pub(super) async fn current_text(&self, store: &Store) -> Result<Option<String>, VaultError> {
        self.get(store, |get| get.version_stage(CURRENT)).await
    }

    async fn get(
        &self,
        store: &Store,
        which: impl FnOnce(GetSecretValueFluentBuilder) -> GetSecretValueFluentBuilder,
    ) -> Result<Option<String>, VaultError> {
        match which(self.client.get_secret_value().secret_id(self.name(store))).send().await {
            Ok(answer) => Ok(answer.secret_string),
            Err(error) => {
                let missing = error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception);
                if missing { Ok(None) } else { Err(vault_error(store, refusal(&error))) }
            }
        }
    }

    /// Puts a version of a secret that exists. The same version with the same text changes nothing, with another it is
    /// refused.
    pub(super) async fn put(
        &self,
        store: &Store,
        version: &VersionId,
        text: &mut Zeroizing<String>,
    ) -> Result<(), Failure> {
        let put = self.client.put_secret_value().secret_id(self.name(store)).version_stages(PENDING);
        let put = put.client_request_token(version.as_str()).secret_string(std::mem::take(&mut **text));
        put.send().await.map(drop).map_err(|error| refusal(&error))
    }

    /// Makes the secret with this version, or puts the version if the secret exists. Nothing is read for it.
    ///
    /// Whoever deleted the secret meant what was in it, and a merchant who installs again has made that void: so a secret
    /// that is scheduled for deletion is restored. There is no other way to write the name for weeks.
    pub(crate) async fn create_or_put(
        &self,
        store: &Store,
        version: &VersionId,
        text: &mut Zeroizing<String>,
    ) -> Result<(), Failure> {
        let create = self.client.create_secret().name(self.name(store)).secret_string(text.as_str());
        let Err(error) = create.client_request_token(version.as_str()).send().await else { return Ok(()) };
        match error.code() {
            Some("ResourceExistsException") => {}
            Some("InvalidRequestException") => self.restore(store).await?,
            _ => return Err(refusal(&error)),
        }
        self.put(store, version, text).await
    }

    async fn restore(&self, store: &Store) -> Result<(), Failure> {
        let restored = self.client.restore_secret().secret_id(self.name(store)).send().await;
        restored.map(drop).map_err(|error| refusal(&error))
    }

    /// Moves `AWSCURRENT` to `version` from `from`, or from nowhere.
    ///
    /// A refusal does not say in a form that can be relied on whether the label is elsewhere, so its place is looked up:
    /// that shows the ids of versions, never what is in them.
    pub(crate) async fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> Result<Promoted, Failure> {
        let update = self.client.update_secret_version_stage().secret_id(self.name(store));
        let update = update.version_stage(CURRENT).move_to_version_id(version.as_str());
        let update = update.set_remove_from_version_id(from.map(|from| from.as_str().to_owned()));
        let Err(error) = update.send().await else { return Ok(Promoted::Done) };
        let Some("InvalidParameterException" | "InvalidRequestException" | "ResourceNotFoundException") =
            error.code()
        else {
            return Err(refusal(&error));
        };
        let holder = self.current(store).await?;
        if holder.as_ref() == Some(version) {
            Ok(Promoted::Done)
        } else if holder.as_ref() == from {
            Err(refusal(&error))
        } else {
            Ok(Promoted::Elsewhere(holder))
        }
    }

    /// The version that `AWSCURRENT` is on.
    async fn current(&self, store: &Store) -> Result<Option<VersionId>, Failure> {
        let described = self.client.describe_secret().secret_id(self.name(store)).send().await;
        let versions = described.map_err(|error| refusal(&error))?.version_ids_to_stages.unwrap_or_default();
        let holds = |stages: &[String]| stages.iter().any(|stage| stage == CURRENT);
        let Some((id, _)) = versions.iter().find(|(_, stages)| holds(stages)) else { return Ok(None) };
        let odd = || Failure::Lasting(Summary::new("Secrets Manager", "an id that is no version's"));
        VersionId::parse(id).map(Some).ok_or_else(odd)
    }
}

/// The failure as core knows it.
pub(super) fn vault_error(store: &Store, failure: Failure) -> VaultError {
    let store = store.clone();
    match failure {
        Failure::Passing(summary) => VaultError::Unavailable { store, source: summary.into() },
        Failure::Lasting(summary) => VaultError::Refused { store, source: summary.into() },
    }
}
