//! The pairs of stores, for those who renew them and for those who install.

use aws_sdk_secretsmanager::{
    Client,
    operation::get_secret_value::{GetSecretValueError, builders::GetSecretValueFluentBuilder},
};
use countersign_core::{
    Stage,
    json::check_object,
    ports::{CurrentLabel, LegacyTokens, PairDeposit, PairReader, PairWriter, Promoted, VaultError},
    store::Store,
    tokens::{AccessToken, StoredFault, StoredPair, VersionId},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    refusal::refusal,
    store_secrets::{PENDING, StoreSecrets, vault_error},
};

/// What `token-refresh` may do: read and write versions, and move the label; make no secret.
pub struct PairVault {
    secrets: StoreSecrets,
    stage: Stage,
}

/// What an operator puts into the secret of a store whose token is to be migrated. A pair has other members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Legacy<'a> {
    stage: &'a str,
    store: &'a str,
    access_token: &'a str,
}

/// What `oauth-callback` may do: write versions and move the label; read none.
pub struct PairDepositBox {
    secrets: StoreSecrets,
}

impl PairVault {
    /// Uses the secrets `{prefix}/{platform}/{store}`.
    pub fn new(client: Client, prefix: String, stage: Stage) -> Self {
        Self { secrets: StoreSecrets::new(client, prefix), stage }
    }

    async fn get(
        &self,
        store: &Store,
        which: impl FnOnce(GetSecretValueFluentBuilder) -> GetSecretValueFluentBuilder,
    ) -> Result<Option<(VersionId, StoredPair)>, VaultError> {
        let get = self.secrets.client.get_secret_value().secret_id(self.secrets.name(store));
        let answer = match which(get).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let missing = error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception);
                return if missing { Ok(None) } else { Err(vault_error(store, refusal(&error))) };
            }
        };
        let bad = |fault| VaultError::BadSecret { store: store.clone(), fault };
        let id = answer.version_id.as_deref().and_then(VersionId::parse).ok_or(bad(StoredFault::Shape))?;
        // Bytes are not what we write.
        let text = Zeroizing::new(answer.secret_string.ok_or(bad(StoredFault::Shape))?);
        Ok(Some((id, StoredPair::parse(&text, self.stage, store).map_err(bad)?)))
    }
}

impl PairReader for PairVault {
    async fn read(&self, store: &Store, version: &VersionId) -> Result<Option<StoredPair>, VaultError> {
        let found = self.get(store, |get| get.version_id(version.as_str())).await?;
        Ok(found.map(|(_, pair)| pair))
    }

    async fn pending(&self, store: &Store) -> Result<Option<(VersionId, StoredPair)>, VaultError> {
        self.get(store, |get| get.version_stage(PENDING)).await
    }
}

impl PairWriter for PairVault {
    async fn put_pending(
        &self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
    ) -> Result<(), VaultError> {
        let put = self.secrets.put(store, version, &mut pair.to_text()).await;
        put.map_err(|failure| vault_error(store, failure))
    }
}

impl CurrentLabel for PairVault {
    async fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> Result<Promoted, VaultError> {
        self.secrets.promote(store, version, from).await.map_err(|failure| vault_error(store, failure))
    }
}

/// Where a token is migrated from, its secret is already: nothing is made here.
impl PairDeposit for PairVault {
    async fn deposit(&self, store: &Store, version: &VersionId, pair: &StoredPair) -> Result<(), VaultError> {
        self.put_pending(store, version, pair).await
    }
}

impl LegacyTokens for PairVault {
    async fn legacy(&self, store: &Store) -> Result<Option<AccessToken>, VaultError> {
        let Some(text) = self.secrets.current_text(store).await? else { return Ok(None) };
        let text = Zeroizing::new(text);
        let read = check_object(text.as_bytes()).ok();
        let Some(legacy) = read.and_then(|text| serde_json::from_str::<Legacy<'_>>(text).ok()) else {
            return Ok(None);
        };
        let bad = |fault| VaultError::BadSecret { store: store.clone(), fault };
        if legacy.stage != self.stage.as_str() {
            return Err(bad(StoredFault::OtherStage));
        }
        if legacy.store != store.to_string() {
            return Err(bad(StoredFault::OtherStore));
        }
        AccessToken::parse(legacy.access_token).map(Some).ok_or(bad(StoredFault::Field("access_token")))
    }
}

impl PairDepositBox {
    /// Uses the secrets `{prefix}/{platform}/{store}`.
    pub fn new(client: Client, prefix: String) -> Self {
        Self { secrets: StoreSecrets::new(client, prefix) }
    }
}

impl PairDeposit for PairDepositBox {
    async fn deposit(&self, store: &Store, version: &VersionId, pair: &StoredPair) -> Result<(), VaultError> {
        let kept = self.secrets.create_or_put(store, version, &mut pair.to_text()).await;
        kept.map_err(|failure| vault_error(store, failure))
    }
}

impl CurrentLabel for PairDepositBox {
    async fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> Result<Promoted, VaultError> {
        self.secrets.promote(store, version, from).await.map_err(|failure| vault_error(store, failure))
    }
}
