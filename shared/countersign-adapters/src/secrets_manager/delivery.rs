//! The secrets of `partner-delivery`.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    config::{Config, Partner},
    keys::KeyRing,
    partner::PartnerName,
    ports::{DeliverySecrets, PartnerSecret, SecretError},
};

use super::{
    cache::{Cached, Source},
    wire::{key_ring, partner},
};

/// The secrets that `partner-delivery` may read.
pub struct SecretsForDelivery {
    journal: Cached<KeyRing>,
    audit: Cached<KeyRing>,
    partners: HashMap<PartnerName, Cached<PartnerSecret>>,
}

impl SecretsForDelivery {
    /// Reads nothing yet. `journal` and `audit` are names; the configuration gives those of the partners' secrets.
    pub fn new(
        client: &Client,
        config: &Config,
        (journal, audit): (String, String),
        clock: fn() -> SystemTime,
    ) -> Self {
        let source = Source { client: client.clone(), stage: config.stage, clock };
        let ring = |name| Cached::new(source.clone(), name, key_ring);
        let cached =
            |one: &Partner| (one.name.clone(), Cached::new(source.clone(), one.secret.clone(), partner));
        Self {
            journal: ring(journal),
            audit: ring(audit),
            partners: config.partners.iter().map(cached).collect(),
        }
    }

    /// Reads the secrets without which nothing can be handed on, and names every one that is missing or unusable.
    ///
    /// A partner's secret is read when it is needed: one partner's slip must not stop the others.
    pub async fn load(&self) -> Result<(), Vec<SecretError>> {
        let (journal, audit) = tokio::join!(self.journal.get(), self.audit.get());
        let errors: Vec<_> = [journal.err(), audit.err()].into_iter().flatten().collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn of(&self, name: &PartnerName) -> Result<&Cached<PartnerSecret>, SecretError> {
        self.partners.get(name).ok_or_else(|| SecretError::Unusable {
            name: name.to_string(),
            fault: "is not the secret of any partner in the configuration".to_owned(),
        })
    }
}

impl DeliverySecrets for SecretsForDelivery {
    async fn journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.journal.get().await
    }

    async fn audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.audit.get().await
    }

    async fn reread_journal_keys(&self, age: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.journal.reread(age).await
    }

    async fn reread_audit_keys(&self, age: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.audit.reread(age).await
    }

    async fn partner(&self, name: &PartnerName) -> Result<Arc<PartnerSecret>, SecretError> {
        self.of(name)?.get().await
    }

    async fn reread_partner(
        &self,
        name: &PartnerName,
        age: Duration,
    ) -> Result<Option<Arc<PartnerSecret>>, SecretError> {
        self.of(name)?.reread(age).await
    }
}
