//! Secrets that open nothing.
#![expect(clippy::expect_used, reason = "the texts are the tests' own; a wrong one is to stop the test")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    keys::{ApiKey, KeyRing, SigningKey},
    partner::PartnerName,
    ports::{DeliverySecrets, IntakeSecrets, PartnerSecret, SecretError, ShopifyAppSecret},
};

/// Signs what Shopify stores send; the local stack seeds the same.
pub const SHOPIFY_CLIENT_SECRET: &str = "test-shopify-client-secret-not-a-real-one";
/// What every WooCommerce store's webhook secret is derived from; the local stack seeds the same.
pub const WOOCOMMERCE_MASTER: &str = "test-woocommerce-webhook-master-not-a-real-one-0000000000000000";
/// Seals payloads.
pub const JOURNAL: &str = "test-journal-secret-not-a-real-one-00000000000000000000000000000";
/// Authenticates entries.
pub const AUDIT: &str = "test-audit-secret-not-a-real-one-0000000000000000000000000000000";

/// A ring of one key under the name `1`, or of two under `2` and `1`.
///
/// # Panics
/// If a text is no key of ours.
pub fn ring(current: &str, previous: Option<&str>) -> Arc<KeyRing> {
    let ring = match previous {
        None => KeyRing::parse(("1", current), None),
        Some(previous) => KeyRing::parse(("2", current), Some(("1", previous))),
    };
    Arc::new(ring.expect("a test's own keys"))
}

/// What the functions may read, from memory. Counts how often Shopify's secret would have been read again.
pub struct FixedSecrets {
    shopify: Arc<ShopifyAppSecret>,
    masters: Arc<KeyRing>,
    replacement: Option<Arc<ShopifyAppSecret>>,
    rereads: AtomicUsize,
}

impl Default for FixedSecrets {
    fn default() -> Self {
        Self {
            shopify: app_secret(SHOPIFY_CLIENT_SECRET, None),
            masters: ring(WOOCOMMERCE_MASTER, None),
            replacement: None,
            rereads: AtomicUsize::new(0),
        }
    }
}

impl FixedSecrets {
    /// In the middle of a rotation of Shopify's client secret.
    #[must_use]
    pub fn with_shopify(self, current: &str, previous: &str) -> Self {
        Self { shopify: app_secret(current, Some(previous)), ..self }
    }

    /// In the middle of a rotation of the webhook master.
    #[must_use]
    pub fn with_masters(self, current: &str, previous: &str) -> Self {
        Self { masters: ring(current, Some(previous)), ..self }
    }

    /// The copy in memory is old: reading Shopify's secret again will give this one.
    #[must_use]
    pub fn replaced_by(self, current: &str) -> Self {
        Self { replacement: Some(app_secret(current, None)), ..self }
    }

    /// How often somebody wanted Shopify's secret to be read again.
    pub fn rereads(&self) -> usize {
        self.rereads.load(Relaxed)
    }
}

impl IntakeSecrets for FixedSecrets {
    async fn shopify_app(&self) -> Result<Arc<ShopifyAppSecret>, SecretError> {
        Ok(Arc::clone(&self.shopify))
    }

    async fn reread_shopify_app(&self, _: Duration) -> Result<Option<Arc<ShopifyAppSecret>>, SecretError> {
        self.rereads.fetch_add(1, Relaxed);
        Ok(self.replacement.clone())
    }

    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(Arc::clone(&self.masters))
    }

    async fn journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(ring(JOURNAL, None))
    }

    async fn audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(ring(AUDIT, None))
    }
}

impl DeliverySecrets for FixedSecrets {
    async fn journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(ring(JOURNAL, None))
    }

    async fn audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        Ok(ring(AUDIT, None))
    }

    async fn partner(&self, name: &PartnerName) -> Result<Arc<PartnerSecret>, SecretError> {
        let key = format!("test-signing-secret-{name}");
        let signing = SigningKey::parse_whsec(&format!("whsec_{}", STANDARD.encode(format!("{key:0<32}"))));
        let api_key = ApiKey::parse(&format!("test-api-key-of-{name}")).expect("a test's own key");
        let signing = signing.expect("a test's own key");
        Ok(Arc::new(PartnerSecret { api_key, signing, previous_signing: None }))
    }

    async fn reread_journal_keys(&self, _: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        Ok(None)
    }

    async fn reread_audit_keys(&self, _: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        Ok(None)
    }

    async fn reread_partner(
        &self,
        _: &PartnerName,
        _: Duration,
    ) -> Result<Option<Arc<PartnerSecret>>, SecretError> {
        Ok(None)
    }
}

fn app_secret(current: &str, previous: Option<&str>) -> Arc<ShopifyAppSecret> {
    let key = |text| SigningKey::parse(text).expect("a test's own key");
    Arc::new(ShopifyAppSecret { current: key(current), previous: previous.map(key) })
}
