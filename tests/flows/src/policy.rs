//! The local stage's policy, read by the tests themselves: who is to see what.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

/// One partner's interest in one topic.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The partner.
    pub partner: String,
    /// As in the configuration and the journal, for example `shopify/orders/create`.
    pub topic: String,
    /// The paths allowed.
    pub fields: Vec<String>,
}

/// All subscriptions of `config/local.toml`.
#[derive(Clone, Debug)]
pub struct Policy(Vec<Subscription>);

#[derive(Deserialize)]
struct File {
    partners: BTreeMap<String, Partner>,
}

#[derive(Deserialize)]
struct Partner {
    topics: BTreeMap<String, Vec<String>>,
}

impl Policy {
    /// Reads the file.
    pub fn read() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/local.toml");
        let text = std::fs::read_to_string(file).expect("config/local.toml");
        let file: File = toml::from_str(&text).expect("the local policy");
        let of = |(partner, Partner { topics }): (String, Partner)| {
            let one = move |(topic, fields)| Subscription { partner: partner.clone(), topic, fields };
            topics.into_iter().map(one).collect::<Vec<_>>()
        };
        Self(file.partners.into_iter().flat_map(of).collect())
    }

    /// Every subscription.
    pub fn subscriptions(&self) -> &[Subscription] {
        &self.0
    }

    /// What a shop is asked to send, as its API writes topics.
    pub fn wanted_of_shops(&self) -> Vec<String> {
        let taken = self.0.iter().filter_map(|one| one.topic.strip_prefix("shopify/"));
        let wanted = taken.chain(["app/uninstalled", "app/scopes_update"]);
        wanted.map(|topic| topic.replace('/', "_").to_ascii_uppercase()).collect()
    }

    /// Who takes `topic`.
    pub fn partners_for(&self, topic: &str) -> Vec<&str> {
        let takers = self.0.iter().filter(|one| one.topic == topic);
        takers.map(|one| one.partner.as_str()).collect()
    }
}
