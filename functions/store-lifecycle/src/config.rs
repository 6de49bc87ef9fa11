//! The settings of `store-lifecycle`. Secrets are given by name.

use countersign_runtime::{Common, Refusal, Settings};

/// Everything this function is told.
pub struct Config {
    /// Stage, policy, AWS.
    pub common: Common,
    /// Where events are kept.
    pub journal: String,
    /// What is known of stores.
    pub connections: String,
    /// Requests that the law gives thirty days for.
    pub compliance: String,
    /// Notes on what was changed.
    pub audit: String,
    /// Where the secrets of stores are.
    pub prefix: String,
    /// The name of the Shopify app's secret.
    pub shopify_app: String,
    /// The name of the secret that opens payloads.
    pub journal_secret: String,
    /// The name of the secret that vouches for entries.
    pub audit_secret: String,
}

impl Config {
    /// Reads all settings, or names every one that is missing.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let mut settings = Settings::new(lookup);
        let common = settings.common("STAGE");
        let journal = settings.required("JOURNAL_TABLE");
        let connections = settings.required("CONNECTIONS_TABLE");
        let compliance = settings.required("COMPLIANCE_TABLE");
        let audit = settings.required("AUDIT_TABLE");
        let prefix = settings.required("STORE_SECRETS_PREFIX");
        let shopify_app = settings.required("SHOPIFY_APP_SECRET");
        let journal_secret = settings.required("JOURNAL_SECRET");
        let audit_secret = settings.required("AUDIT_SECRET");
        settings.finish(common.map(|common| Self {
            common,
            journal,
            connections,
            compliance,
            audit,
            prefix,
            shopify_app,
            journal_secret,
            audit_secret,
        }))
    }
}
