//! The secrets of `webhook-intake`.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    keys::KeyRing,
    ports::{IntakeSecrets, SecretError, ShopifyAppSecret},
};

use super::{
    cache::{Cached, Source},
    wire::{key_ring, shopify_app},
};

/// The secrets that `webhook-intake` may read, by the names its settings give.
pub struct SecretsForIntake {
    shopify_app: Cached<ShopifyAppSecret>,
    webhook_masters: Cached<KeyRing>,
    journal: Cached<KeyRing>,
    audit: Cached<KeyRing>,
}

/// The names of the secrets.
pub struct IntakeSecretNames {
    /// Of the Shopify app.
    pub shopify_app: String,
    /// Of the masters for WooCommerce webhooks.
    pub webhook_masters: String,
    /// That seal payloads.
    pub journal: String,
    /// That vouch for entries.
    pub audit: String,
}

impl SecretsForIntake {
    /// Reads nothing yet.
    pub fn new(client: &Client, stage: Stage, names: IntakeSecretNames, clock: fn() -> SystemTime) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        let ring = |name| Cached::new(source.clone(), name, key_ring);
        Self {
            shopify_app: Cached::new(source.clone(), names.shopify_app, shopify_app),
            webhook_masters: ring(names.webhook_masters),
            journal: ring(names.journal),
            audit: ring(names.audit),
        }
    }

    /// Reads all of them, and names every one that is missing or unusable.
    pub async fn load(&self) -> Result<(), Vec<SecretError>> {
        let (app, masters, journal, audit) = tokio::join!(
            Box::pin(self.shopify_app.get()),
            Box::pin(self.webhook_masters.get()),
            Box::pin(self.journal.get()),
            Box::pin(self.audit.get())
        );
        let errors: Vec<_> =
            [app.err(), masters.err(), journal.err(), audit.err()].into_iter().flatten().collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl SecretsForIntake {
    /// What proves a delivery is asked for first. The keys that keep it became old at the same time: were each read anew
    /// when its turn comes, one request would wait for all of them.
    async fn first<T>(&self, proof: &Cached<T>) -> Result<Arc<T>, SecretError> {
        let (proof, (), ()) = tokio::join!(
            Box::pin(proof.get()),
            Box::pin(self.journal.freshen()),
            Box::pin(self.audit.freshen())
        );
        proof
    }
}

impl IntakeSecrets for SecretsForIntake {
    async fn shopify_app(&self) -> Result<Arc<ShopifyAppSecret>, SecretError> {
        self.first(&self.shopify_app).await
    }

    async fn reread_shopify_app(&self, age: Duration) -> Result<Option<Arc<ShopifyAppSecret>>, SecretError> {
        self.shopify_app.reread(age).await
    }

    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.first(&self.webhook_masters).await
    }

    async fn journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.journal.get().await
    }

    async fn audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.audit.get().await
    }
}
