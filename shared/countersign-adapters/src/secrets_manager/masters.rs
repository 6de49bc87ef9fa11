//! The masters of WooCommerce's webhook secrets, for whoever makes webhooks.

use std::{sync::Arc, time::SystemTime};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    keys::KeyRing,
    ports::{SecretError, WebhookMasters},
};

use super::{
    cache::{Cached, Source},
    wire::key_ring,
};

/// The masters in memory.
pub struct MasterSecrets(Cached<KeyRing>);

impl MasterSecrets {
    /// Reads nothing before the first store needs it.
    pub fn new(client: &Client, stage: Stage, name: String, clock: fn() -> SystemTime) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        Self(Cached::new(source, name, key_ring))
    }
}

impl WebhookMasters for MasterSecrets {
    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.0.get().await
    }
}
