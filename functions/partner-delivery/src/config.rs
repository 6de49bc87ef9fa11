//! The settings of `partner-delivery`. Secrets are given by name; the partners' names come from the policy.

use countersign_runtime::{Common, Refusal, Settings};

/// Everything this function is told.
pub struct Config {
    /// Stage, policy, AWS.
    pub common: Common,
    /// Where events are kept.
    pub journal_table: String,
    /// What became of each delivery.
    pub deliveries_table: String,
    /// Which stores are connected.
    pub connections_table: String,
    /// Where messages come from and go to.
    pub queue_url: String,
    /// The secret that opens payloads.
    pub journal_secret: String,
    /// The secret that vouches for entries.
    pub audit_secret: String,
}

impl Config {
    /// Reads all settings, or names every one that is missing.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let mut settings = Settings::new(lookup);
        let common = settings.common("STAGE");
        let journal_table = settings.required("JOURNAL_TABLE");
        let deliveries_table = settings.required("DELIVERIES_TABLE");
        let connections_table = settings.required("CONNECTIONS_TABLE");
        let queue_url = settings.required("DELIVERIES_QUEUE_URL");
        let journal_secret = settings.required("JOURNAL_SECRET");
        let audit_secret = settings.required("AUDIT_SECRET");
        settings.finish(common.map(|common| Self {
            common,
            journal_table,
            deliveries_table,
            connections_table,
            queue_url,
            journal_secret,
            audit_secret,
        }))
    }
}
