//! What `oauth-callback` may read, from memory.
#![expect(clippy::expect_used, reason = "the texts are the tests' own; a wrong one is to stop the test")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{SHOPIFY_CLIENT_SECRET, WOOCOMMERCE_MASTER, ring};
use crate::{
    keys::{ApiKey, KeyRing, SigningKey},
    ports::{AppCredentials, OAuthSecrets, SecretError, ShopifyApp, ShopifyAppSecret, WebhookMasters},
};

/// Names states and signs links; the local stack seeds the same.
pub const OAUTH: &str = "test-oauth-secret-not-a-real-one-0000000000000000000000000000000";
/// The app's public name.
pub const SHOPIFY_CLIENT_ID: &str = "test-client-id";

/// Counts how often Shopify's secret and our own would have been read again.
pub struct FixedOAuthSecrets {
    /// The app.
    pub app: Arc<ShopifyApp>,
    /// What reading it again gives.
    pub replacement: Option<Arc<ShopifyApp>>,
    /// Our own keys.
    pub ring: Arc<KeyRing>,
    /// What reading them again gives.
    pub newer_ring: Option<Arc<KeyRing>>,
    rereads: AtomicUsize,
    ring_rereads: AtomicUsize,
}

impl Default for FixedOAuthSecrets {
    fn default() -> Self {
        let app = shopify_app(SHOPIFY_CLIENT_SECRET, None);
        Self {
            app,
            replacement: None,
            ring: ring(OAUTH, None),
            newer_ring: None,
            rereads: AtomicUsize::new(0),
            ring_rereads: AtomicUsize::new(0),
        }
    }
}

impl FixedOAuthSecrets {
    /// How often somebody wanted Shopify's secret to be read again.
    pub fn rereads(&self) -> usize {
        self.rereads.load(Relaxed)
    }

    /// How often somebody wanted our own keys to be read again.
    pub fn ring_rereads(&self) -> usize {
        self.ring_rereads.load(Relaxed)
    }
}

impl OAuthSecrets for FixedOAuthSecrets {
    async fn shopify_app(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        Ok(Arc::clone(&self.app))
    }

    async fn reread_shopify_app(&self, _: Duration) -> Result<Option<Arc<ShopifyApp>>, SecretError> {
        self.rereads.fetch_add(1, Relaxed);
        Ok(self.replacement.clone())
    }

    async fn oauth_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(Arc::clone(&self.ring))
    }

    async fn reread_oauth_keys(&self, _: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.ring_rereads.fetch_add(1, Relaxed);
        Ok(self.newer_ring.clone())
    }
}

impl AppCredentials for FixedOAuthSecrets {
    async fn app(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        Ok(Arc::clone(&self.app))
    }

    async fn reread_app(&self, _: Duration) {
        self.rereads.fetch_add(1, Relaxed);
    }
}

impl WebhookMasters for FixedOAuthSecrets {
    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(ring(WOOCOMMERCE_MASTER, None))
    }
}

/// The app with one secret, or in the middle of a rotation.
///
/// # Panics
/// If a text is blank.
pub fn shopify_app(current: &str, previous: Option<&str>) -> Arc<ShopifyApp> {
    let key = |text| SigningKey::parse(text).expect("a test's own key");
    let secret = ShopifyAppSecret { current: key(current), previous: previous.map(key) };
    let client_secret = ApiKey::parse(current).expect("a test's own key");
    Arc::new(ShopifyApp { client_id: SHOPIFY_CLIENT_ID.to_owned(), secret, client_secret })
}
