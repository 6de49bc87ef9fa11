//! The policy of a stage: who is handed what, and how persistently. Compiled into the functions from `config/`.

mod apps;
mod partners;
mod problems;
mod reader;

use std::{collections::BTreeSet, time::Duration};

use sha2::{Digest, Sha256};

pub use apps::{ShopifyAppPolicy, Subscribing, WooCommerceAppPolicy};
pub use partners::{Partner, Subscription};
pub use problems::{Problem, Problems};
use reader::Section;

use crate::{
    Stage, hex,
    json::{FieldPath, FieldTree},
    store::Platform,
    topic::{Class, Topic},
};

/// What `store-lifecycle` needs of the topics that are its own.
const LIFECYCLE_FIELDS: [&str; 11] = [
    "id",
    "shop_id",
    "shop_domain",
    "myshopify_domain",
    "customer",
    "orders_requested",
    "orders_to_redact",
    "data_request",
    "previous",
    "current",
    "updated_at",
];

/// What we have to hear of a shop. The compliance topics are declared with the app; no API makes them.
const OWN_TOPICS: [&str; 2] = ["app/uninstalled", "app/scopes_update"];

/// A stage's policy, checked as a whole.
#[derive(Clone, Debug)]
pub struct Config {
    /// The stage it is for.
    pub stage: Stage,
    /// Names this text of the policy: the first 16 hexadecimal digits of its SHA-256.
    pub version: String,
    /// How long the journal remembers events, and so recognises repeats.
    pub memory: Duration,
    /// How persistently events are handed on.
    pub delivery: DeliveryPolicy,
    /// The app as Shopify's shops know it.
    pub shopify_app: ShopifyAppPolicy,
    /// The app as WooCommerce's stores know it.
    pub woocommerce_app: WooCommerceAppPolicy,
    /// Everyone who is handed events.
    pub partners: Vec<Partner>,
}

/// How persistently events are handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryPolicy {
    /// The waits after the first, second, … failed attempt; after the last one follows a last attempt.
    pub waits: Vec<Duration>,
    /// The longest wait for which a message stays hidden in the queue; longer ones are parked.
    pub longest_queue_wait: Duration,
    /// The most time one request may take, from the look-up of the name to the last byte of the answer.
    pub deadline: Duration,
}

impl Config {
    /// Reads the text of one `config/<stage>.toml`. All problems are reported together.
    pub fn parse(stage: Stage, file: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Problems::of(file);
        let Some(table) = problems.parse(text) else { return Err(problems) };
        let mut root = Section::root(&table, &mut problems);
        let memory = Duration::from_hours(24 * root.number("memory_days", 7..=3650));
        let delivery = root.section("delivery", delivery_policy);
        let shopify_app = root.section("shopify_app", apps::shopify).unwrap_or_default();
        let woocommerce_app = root.section("woocommerce_app", apps::woocommerce).unwrap_or_default();
        let partners = root.section("partners", |section| partners::read(section, stage));
        root.finish();
        let version = hex::encode(&Sha256::digest(text.as_bytes())[..8]);
        let (delivery, partners) = (delivery.unwrap_or_default(), partners.unwrap_or_default());
        problems.none_or(Self { stage, version, memory, delivery, shopify_app, woocommerce_app, partners })
    }

    /// The topics of a platform that somebody takes, and those that we need ourselves. A store is asked for no other.
    pub fn topics(&self, platform: Platform) -> Vec<Topic> {
        let taken = self.partners.iter().flat_map(|partner| &partner.subscriptions);
        let own = OWN_TOPICS.iter().filter_map(|name| Topic::parse(Platform::Shopify, name));
        let all: BTreeSet<_> = taken.map(|one| one.topic.clone()).chain(own).collect();
        all.into_iter().filter(|topic| topic.platform() == platform).collect()
    }

    /// The partners that take this topic.
    pub fn subscribers(&self, topic: &Topic) -> impl Iterator<Item = &Partner> {
        self.partners.iter().filter(move |partner| partner.fields(topic).is_some())
    }

    /// What is kept of a topic's body: what any partner may see, or what is needed to act on it. Nothing else.
    pub fn kept_fields(&self, topic: &Topic, class: Class) -> FieldTree {
        match class {
            Class::Record => FieldTree::default(),
            Class::Lifecycle => {
                let paths: Vec<_> =
                    LIFECYCLE_FIELDS.iter().filter_map(|name| FieldPath::parse(name)).collect();
                FieldTree::of(&paths)
            }
            Class::Deliver => {
                FieldTree::of(self.partners.iter().filter_map(|partner| partner.paths(topic)).flatten())
            }
        }
    }
}

/// The schedule of the design: about 5 s, 1 min, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
impl Default for DeliveryPolicy {
    fn default() -> Self {
        let waits = [5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000];
        Self {
            waits: waits.map(Duration::from_secs).to_vec(),
            longest_queue_wait: Duration::from_mins(15),
            deadline: Duration::from_secs(10),
        }
    }
}

/// Each wait in the queue is one receive, and after the template's `maxReceiveCount` the queue gives up on a message.
const MOST_QUEUE_WAITS: usize = 6;

fn delivery_policy(section: &mut Section<'_>) -> DeliveryPolicy {
    let waits: Vec<_> = section.numbers("waits_s", 1..=86_400).into_iter().map(Duration::from_secs).collect();
    let longest_queue_wait = Duration::from_secs(section.number("longest_queue_wait_s", 1..=900));
    if waits.iter().filter(|wait| **wait <= longest_queue_wait).count() > MOST_QUEUE_WAITS {
        let sentence = format!("holds more than {MOST_QUEUE_WAITS} waits of up to `longest_queue_wait_s`");
        section.problem("waits_s", sentence);
    }
    // A function's run ends after a minute, and may hold two requests.
    let deadline = Duration::from_secs(section.number("deadline_s", 1..=15));
    DeliveryPolicy { waits, longest_queue_wait, deadline }
}

#[cfg(test)]
mod tests;
