//! The settings of `webhook-intake`. Secrets are given by name.

use countersign_adapters::secrets_manager::IntakeSecretNames;
use countersign_runtime::{Common, Refusal, Settings};

/// Everything this function is told.
pub struct Config {
    /// Stage, policy, AWS.
    pub common: Common,
    /// Where events are kept.
    pub journal_table: String,
    /// What proves deliveries and seals what is kept.
    pub secrets: IntakeSecretNames,
}

impl Config {
    /// Reads all settings, or names every one that is missing.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let mut settings = Settings::new(lookup);
        let common = settings.common("STAGE");
        let journal_table = settings.required("JOURNAL_TABLE");
        let secrets = IntakeSecretNames {
            shopify_app: settings.required("SHOPIFY_APP_SECRET"),
            webhook_masters: settings.required("WOOCOMMERCE_WEBHOOK_SECRET"),
            journal: settings.required("JOURNAL_SECRET"),
            audit: settings.required("AUDIT_SECRET"),
        };
        settings.finish(common.map(|common| Self { common, journal_table, secrets }))
    }
}
