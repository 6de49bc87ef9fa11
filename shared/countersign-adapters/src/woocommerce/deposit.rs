//! Keeps a store's keys: the version first, then the row that makes it current, then the label.

use std::time::SystemTime;

use countersign_core::{
    Stage,
    oauth::ConsumerKeys,
    ports::{Entropy, KeyDeposit, Promoted, RowError, StoreKeysError},
    store::{Store, StoreUrl, WooStoreId},
    tokens::{Owner, VersionId},
};

use super::wire::to_text;
use crate::{
    SystemEntropy,
    aws::{Failure, Summary},
    dynamodb::{Connecting, KeyRow, KeyRows},
    secrets_manager::StoreSecrets,
};

const TRIES: u32 = 5;

/// Where the keys of WooCommerce stores are kept. Nothing is ever read of them.
pub struct WooCommerceKeys {
    rows: KeyRows,
    secrets: StoreSecrets,
    stage: Stage,
}

impl WooCommerceKeys {
    /// Uses the table of connections and that of audit notes, and the secrets `{prefix}/woocommerce/{store}`.
    pub fn new(
        dynamodb: aws_sdk_dynamodb::Client,
        (connections, audit): (String, String),
        secrets_manager: aws_sdk_secretsmanager::Client,
        prefix: String,
        stage: Stage,
    ) -> Self {
        Self {
            rows: KeyRows::new(dynamodb, connections, audit),
            secrets: StoreSecrets::new(secrets_manager, prefix),
            stage,
        }
    }

    /// Makes the version current in the row, whatever leases were granted and other keys kept meanwhile; returns the
    /// version that was current before.
    async fn connect(
        &self,
        mut seen: KeyRow,
        connecting: &Connecting<'_>,
    ) -> Result<Option<VersionId>, StoreKeysError> {
        for _ in 0..TRIES {
            let written = self.rows.connect(&seen, connecting).await;
            match written {
                Ok(true) => return Ok(seen.current),
                // Whether it was written is not known; the row will tell.
                Ok(false) | Err(RowError::Unavailable(_)) => {}
                Err(error) => return Err(row_error(error)),
            }
            let before = seen.current.take();
            seen = self.look(connecting.store, connecting.url).await?;
            if seen.current.as_ref() == Some(connecting.version) {
                return Ok(before);
            }
        }
        Err(StoreKeysError::Unavailable("the row changed again and again".into()))
    }

    /// The row, if the id is not connected under another address.
    async fn look(&self, store: &Store, url: &StoreUrl) -> Result<KeyRow, StoreKeysError> {
        let row = self.rows.look(store).await.map_err(row_error)?;
        let other = row.connected_to.as_ref().is_some_and(|address| address != url.as_str());
        if other {
            Err(StoreKeysError::Refused("the id is connected under another address".into()))
        } else {
            Ok(row)
        }
    }

    /// Readers find the version by the row; the label is for people. So a label that stays behind is no reason to tell the
    /// store that its keys were not kept: it would delete them.
    async fn label(&self, store: &Store, version: &VersionId, mut from: Option<VersionId>) {
        for _ in 0..TRIES {
            match self.secrets.promote(store, version, from.as_ref()).await {
                Ok(Promoted::Done) => return,
                Ok(Promoted::Elsewhere(holder)) => from = holder,
                Err(Failure::Passing(_)) => {}
                Err(Failure::Lasting(_)) => break,
            }
            let row = self.rows.look(store).await;
            if row.is_ok_and(|row| row.current.as_ref() != Some(version)) {
                return;
            }
        }
        tracing::warn!(
            code = "label_behind",
            store = %store,
            "the keys of a store are kept and current; their label was not moved"
        );
    }
}

impl KeyDeposit for WooCommerceKeys {
    async fn deposit(
        &self,
        store: &WooStoreId,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        now: SystemTime,
    ) -> Result<(), StoreKeysError> {
        let store = &Store::WooCommerce(store.clone());
        let seen = self.look(store, url).await?;
        let owner = Owner::new((&SystemEntropy as &dyn Entropy).bytes());
        let version = &VersionId::of(store, seen.fence + 1, owner);
        let mut text = to_text(self.stage, store, url, keys);
        self.secrets.create_or_put(store, version, &mut text).await.map_err(vault_error)?;
        let before = self.connect(seen, &Connecting { store, url, version, now }).await?;
        self.label(store, version, before).await;
        Ok(())
    }
}

fn vault_error(failure: Failure) -> StoreKeysError {
    match failure {
        Failure::Passing(summary) => StoreKeysError::Unavailable(summary.into()),
        Failure::Lasting(summary) => StoreKeysError::Refused(summary.into()),
    }
}

fn row_error(error: RowError) -> StoreKeysError {
    match error {
        RowError::Unavailable(source) => StoreKeysError::Unavailable(source),
        RowError::Refused(source) => StoreKeysError::Refused(source),
        RowError::Unreadable(name) => StoreKeysError::Refused(
            Summary::new("DynamoDB", &format!("a row without a usable `{name}`")).into(),
        ),
    }
}
