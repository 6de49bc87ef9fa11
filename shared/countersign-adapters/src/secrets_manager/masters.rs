//! The masters of WooCommerce's webhook secrets, for whoever makes webhooks.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    keys::KeyRing,
    ports::{SecretError, WebhookMasters},
};

use super::{
    cache::{Cached, Dated, FRESH, Source},
    wire::key_ring,
};

/// WooCommerce does not repeat what it was refused. So a new master makes no webhook's secret before every instance of
/// `webhook-intake` has read it, with as much again for clocks that differ and for a read that failed.
const SETTLED: Duration = FRESH.saturating_mul(2);

/// The masters in memory.
pub struct MasterSecrets {
    ring: Cached<KeyRing>,
    clock: fn() -> SystemTime,
}

impl MasterSecrets {
    /// Reads nothing before the first store needs it.
    pub fn new(client: &Client, stage: Stage, name: String, clock: fn() -> SystemTime) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        Self { ring: Cached::new(source, name, key_ring), clock }
    }
}

impl WebhookMasters for MasterSecrets {
    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        let Dated { value: ring, written_at } = self.ring.get_dated().await?;
        if (self.clock)().duration_since(written_at).is_ok_and(|age| age >= SETTLED) {
            return Ok(ring);
        }
        Ok(ring.before_rotation().map_or(ring, Arc::new))
    }
}
