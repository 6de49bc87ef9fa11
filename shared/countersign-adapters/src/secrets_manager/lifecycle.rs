//! The secrets of `store-lifecycle` that open events.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    keys::KeyRing,
    ports::{EntrySecrets, SecretError},
};

use super::{
    cache::{Cached, Source},
    wire::key_ring,
};

/// What vouches for events and opens them.
pub struct SecretsForEntries {
    journal: Cached<KeyRing>,
    audit: Cached<KeyRing>,
}

impl SecretsForEntries {
    /// Reads nothing yet. `journal` and `audit` are names.
    pub fn new(
        client: &Client,
        stage: Stage,
        (journal, audit): (String, String),
        clock: fn() -> SystemTime,
    ) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        let ring = |name| Cached::new(source.clone(), name, key_ring);
        Self { journal: ring(journal), audit: ring(audit) }
    }

    /// Reads both, and names every one that is missing or unusable.
    pub async fn load(&self) -> Result<(), Vec<SecretError>> {
        let (journal, audit) = tokio::join!(self.journal.get(), self.audit.get());
        let errors: Vec<_> = [journal.err(), audit.err()].into_iter().flatten().collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl EntrySecrets for SecretsForEntries {
    async fn entry_journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.journal.get().await
    }

    async fn entry_audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.audit.get().await
    }

    async fn reread_entry_journal_keys(&self, age: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.journal.reread(age).await
    }

    async fn reread_entry_audit_keys(&self, age: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.audit.reread(age).await
    }
}
