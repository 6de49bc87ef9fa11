//! The real function over memory ports, one connected shop, and events that the real intake kept.

use std::{
    collections::HashMap,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::{
    Stage,
    config::Config,
    event::EventId,
    intake::{Headers, Intake, RawDelivery, Receipt, Route},
    keys::SigningKey,
    lifecycle::Lifecycle,
    ports::{Clock, Grant},
    store::{ShopDomain, Store},
    testing::{
        FixedSecrets, MemoryJournal, MemoryRecords, MemoryRows, MemoryTime, MemoryVault,
        SHOPIFY_CLIENT_SECRET, ScriptedShopify, SeededEntropy,
    },
    tokens::{Installed, Installer, Refresher, Scopes},
    wall_time::from_epoch_millis,
};
use countersign_runtime::{Diagnostic, Invocation, policy};
use serde_json::{Value, json};
use store_lifecycle::handle;

pub(crate) const SHOP: &str = "test-shop.myshopify.com";
pub(crate) const UNINSTALLED: (&str, &str) =
    ("app/uninstalled", r#"{"id":954889,"myshopify_domain":"test-shop.myshopify.com","name":"Test Shop"}"#);

static POLICY: LazyLock<Config> = LazyLock::new(|| policy(Stage::Local).unwrap());

type Ports = Lifecycle<
    'static,
    FixedSecrets,
    MemoryJournal,
    MemoryRecords,
    MemoryRows,
    MemoryVault,
    ScriptedShopify,
    MemoryTime,
>;

/// A function with its ports.
pub(crate) struct Bench {
    pub(crate) ports: Ports,
}

struct Given(HashMap<&'static str, String>);

impl Headers for Given {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl Bench {
    /// With a shop that was connected two hours ago.
    pub(crate) async fn new() -> Self {
        let stage = Stage::Local;
        let (rows, vault) = (MemoryRows::default(), MemoryVault::default());
        let (platform, time) = (ScriptedShopify::default(), MemoryTime::at(now()));
        let entropy = || Box::new(SeededEntropy::new(3));
        let installer = Installer { stage, rows, vault, platform, time, entropy: entropy() };
        let shop = ShopDomain::parse(SHOP).unwrap();
        let until = now() + Duration::from_mins(1);
        let ended = installer.install(&shop, Grant::Code("test"), &Scopes::default(), until).await;
        assert_eq!(ended, Installed::Connected { missing: Vec::new() });
        let Installer { rows, vault, time, .. } = installer;
        time.advance(Duration::from_hours(2));
        let platform = ScriptedShopify::after(100);
        let refresher = Refresher { stage, rows, vault, platform, time, entropy: entropy() };
        let secrets = FixedSecrets::default();
        let (journal, records) = (MemoryJournal::default(), MemoryRecords::default());
        Self { ports: Lifecycle { config: &POLICY, secrets, journal, records, refresher } }
    }

    /// Takes a webhook as the real intake does.
    pub(crate) async fn hears(&mut self, (topic, body): (&str, &str)) -> EventId {
        let tag = SigningKey::parse(SHOPIFY_CLIENT_SECRET).unwrap().tag(&[body.as_bytes()]);
        let headers = Given(HashMap::from([
            ("x-shopify-hmac-sha256", BASE64_STANDARD.encode(tag)),
            ("x-shopify-shop-domain", SHOP.to_owned()),
            ("x-shopify-topic", topic.to_owned()),
            ("x-shopify-webhook-id", "d-1".to_owned()),
        ]));
        let journal = std::mem::take(&mut self.ports.journal);
        let entropy = Box::new(SeededEntropy::new(2));
        let intake = Intake { config: &POLICY, secrets: FixedSecrets::default(), journal, entropy };
        let raw = RawDelivery { route: Route::Shopify, headers: &headers, body: body.as_bytes() };
        let receipt = intake.accept(&raw, self.ports.refresher.time.now()).await.unwrap();
        self.ports.journal = intake.journal;
        let Receipt::Kept { event, .. } = receipt else { unreachable!("a webhook that is kept") };
        event
    }

    /// Hears a webhook and handles its message; whether the message stays.
    pub(crate) async fn handles(&mut self, webhook: (&str, &str)) -> bool {
        let event = self.hears(webhook).await;
        let told = self.invoke(&batch(&[("a", &message(event))])).await.unwrap();
        told != staying(&[])
    }

    /// Hands a raw event to the function.
    pub(crate) async fn invoke(&self, event: &str) -> Result<Value, Diagnostic> {
        self.invoke_within(event, Duration::from_mins(2)).await
    }

    /// The same with so much time, of which two seconds are kept back for the answer.
    pub(crate) async fn invoke_within(&self, event: &str, limit: Duration) -> Result<Value, Diagnostic> {
        let payload = serde_json::from_str(event).unwrap();
        let deadline = self.ports.refresher.time.now() + limit;
        let failures = handle(&self.ports, &Invocation::new(payload, deadline)).await?;
        Ok(serde_json::to_value(failures).unwrap())
    }
}

pub(crate) fn message(event: impl std::fmt::Display) -> String {
    format!(r#"{{"event":"{event}"}}"#)
}

/// A batch as SQS hands it over.
pub(crate) fn batch(messages: &[(&str, &str)]) -> String {
    let record = |(id, body): &(&str, &str)| {
        json!({"messageId": id, "receiptHandle": "test", "body": body, "eventSource": "aws:sqs",
            "attributes": {"ApproximateReceiveCount": "1"}})
    };
    json!({"Records": messages.iter().map(record).collect::<Vec<_>>()}).to_string()
}

/// The answer that leaves these messages in the queue.
pub(crate) fn staying(ids: &[&str]) -> Value {
    let items: Vec<_> = ids.iter().map(|id| json!({"itemIdentifier": id})).collect();
    json!({ "batchItemFailures": items })
}

pub(crate) fn store() -> Store {
    Store::parse(&format!("shopify#{SHOP}")).unwrap()
}

/// Midnight, 22 November 2026, UTC.
pub(crate) fn now() -> SystemTime {
    from_epoch_millis(1_795_305_600_000)
}
