//! The settings of `token-refresh`. Secrets are given by name.

use countersign_core::oauth::OwnAddress;
use countersign_runtime::{Common, Refusal, Settings};

/// Everything this function is told.
pub struct Config {
    /// Stage, policy, AWS.
    pub common: Common,
    /// Our own address, where stores send their webhooks.
    pub address: OwnAddress,
    /// The segment of every webhook's address that is this deployment's own.
    pub door_key: String,
    /// What is known of stores.
    pub connections: String,
    /// Notes on what was changed.
    pub audit: String,
    /// Where the secrets of stores are.
    pub prefix: String,
    /// The name of the Shopify app's secret.
    pub shopify_app: String,
    /// The name of the masters for WooCommerce webhooks.
    pub webhook_masters: String,
}

impl Config {
    /// Reads all settings, or names every one that is missing or unusable.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let mut settings = Settings::new(lookup);
        let common = settings.common("STAGE");
        let address = settings.parsed("PUBLIC_URL", OwnAddress::parse);
        let door_key = settings.required("DOOR_KEY");
        let connections = settings.required("CONNECTIONS_TABLE");
        let audit = settings.required("AUDIT_TABLE");
        let prefix = settings.required("STORE_SECRETS_PREFIX");
        let shopify_app = settings.required("SHOPIFY_APP_SECRET");
        let webhook_masters = settings.required("WOOCOMMERCE_WEBHOOK_SECRET");
        settings.finish(common.zip(address).map(|(common, address)| Self {
            common,
            address,
            door_key,
            connections,
            audit,
            prefix,
            shopify_app,
            webhook_masters,
        }))
    }
}
