//! The settings of `oauth-callback`. Secrets are given by name.

use countersign_core::oauth::OwnAddress;
use countersign_runtime::{Common, Refusal, Settings};

/// Everything this function is told.
pub struct Config {
    /// Stage, policy, AWS.
    pub common: Common,
    /// Our own address, as the platforms have it registered.
    pub address: OwnAddress,
    /// The segment of every webhook's address that is this deployment's own.
    pub door_key: String,
    /// Installations under way.
    pub states: String,
    /// What is known of stores.
    pub connections: String,
    /// Notes on what was changed.
    pub audit: String,
    /// Where the secrets of stores are.
    pub prefix: String,
    /// The names of our own secrets.
    pub secrets: SecretNames,
}

/// The names of the secrets.
pub struct SecretNames {
    /// Of the Shopify app.
    pub shopify_app: String,
    /// That name states and sign invitations.
    pub oauth: String,
    /// Of the masters for WooCommerce webhooks.
    pub webhook_masters: String,
}

impl Config {
    /// Reads all settings, or names every one that is missing or unusable.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let mut settings = Settings::new(lookup);
        let common = settings.common("STAGE");
        let address = settings.parsed("PUBLIC_URL", OwnAddress::parse);
        let door_key = settings.required("DOOR_KEY");
        let states = settings.required("STATES_TABLE");
        let connections = settings.required("CONNECTIONS_TABLE");
        let audit = settings.required("AUDIT_TABLE");
        let prefix = settings.required("STORE_SECRETS_PREFIX");
        let secrets = SecretNames {
            shopify_app: settings.required("SHOPIFY_APP_SECRET"),
            oauth: settings.required("OAUTH_SECRET"),
            webhook_masters: settings.required("WOOCOMMERCE_WEBHOOK_SECRET"),
        };
        settings.finish(common.zip(address).map(|(common, address)| Self {
            common,
            address,
            door_key,
            states,
            connections,
            audit,
            prefix,
            secrets,
        }))
    }
}
