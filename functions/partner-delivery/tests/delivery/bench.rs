//! The real function over memory ports, and an event that the real intake kept.

use std::{
    collections::HashMap,
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::{
    Stage,
    config::Config,
    delivery::Deliverer,
    event::EventId,
    intake::{Headers, Intake, RawDelivery, Route},
    partner::PartnerName,
    ports::JournalReader,
    testing::{
        FixedSecrets, MemoryJournal, MemoryLedger, MemoryQueue, OpenConnections, SHOPIFY_CLIENT_SECRET,
        ScriptedPartners, SeededEntropy,
    },
};
use countersign_runtime::{Diagnostic, Invocation, policy};
use hmac::{Hmac, KeyInit, Mac};
use partner_delivery::handle;
use serde_json::Value;
use sha2::Sha256;

static POLICY: LazyLock<Config> = LazyLock::new(|| policy(Stage::Local).unwrap());

/// Midnight, 22 November 2026, UTC.
pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(24 * 20_779)
}

type Ports<J> =
    Deliverer<'static, FixedSecrets, J, OpenConnections, MemoryLedger, MemoryQueue, ScriptedPartners>;

/// A function with its ports.
pub(crate) struct Bench<J = MemoryJournal> {
    pub(crate) ports: Ports<J>,
}

impl Bench {
    /// With nothing in the journal.
    pub(crate) fn empty() -> Self {
        Self::with(MemoryJournal::default())
    }

    /// With one event of a topic in the journal.
    pub(crate) async fn holding(topic: &str, body: &str) -> (Self, EventId) {
        let journal = journaled(topic, body).await;
        let event = journal.entries()[0].id;
        (Self::with(journal), event)
    }
}

impl<J: JournalReader> Bench<J> {
    pub(crate) fn with(journal: J) -> Self {
        let ports = Deliverer {
            config: &POLICY,
            secrets: FixedSecrets::default(),
            journal,
            connections: OpenConnections,
            ledger: MemoryLedger::default(),
            queue: MemoryQueue::default(),
            partners: ScriptedPartners::default(),
            entropy: Box::new(SeededEntropy::new(1)),
            clock: now,
            report: |_| {},
        };
        Self { ports }
    }

    /// The same with partners that answer so.
    pub(crate) fn answered(mut self, statuses: &[u16]) -> Self {
        self.ports.partners = ScriptedPartners::answering(statuses.iter().map(|status| Ok(*status)));
        self
    }

    /// Hands a raw event to the function; gives its answer as Lambda would send it.
    pub(crate) async fn invoke(&self, event: &str) -> Result<Value, Diagnostic> {
        let payload = serde_json::from_str(event).unwrap();
        let invocation = Invocation::new(payload, now() + Duration::from_mins(1));
        handle(&self.ports, &invocation).await.map(|failures| serde_json::to_value(failures).unwrap())
    }
}

/// A batch as SQS hands it over: id of each message, how often it was received, and what it says.
pub(crate) fn batch(messages: &[(&str, u32, &str)]) -> String {
    let record = |(id, received, body): &(&str, u32, &str)| {
        serde_json::json!({
            "messageId": id,
            "receiptHandle": format!("receipt-of-{id}"),
            "body": body,
            "attributes": {
                "ApproximateReceiveCount": received.to_string(),
                "SentTimestamp": "1795305600000",
                "SenderId": "000000000000",
                "ApproximateFirstReceiveTimestamp": "1795305600000",
            },
            "messageAttributes": {},
            "md5OfBody": "00000000000000000000000000000000",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:countersign-local-deliveries",
            "awsRegion": "eu-central-1",
        })
    };
    serde_json::json!({"Records": messages.iter().map(record).collect::<Vec<_>>()}).to_string()
}

/// The answer that leaves these messages in the queue.
pub(crate) fn staying(ids: &[&str]) -> Value {
    let items: Vec<_> = ids.iter().map(|id| serde_json::json!({"itemIdentifier": id})).collect();
    serde_json::json!({"batchItemFailures": items})
}

pub(crate) fn partner(name: &str) -> PartnerName {
    PartnerName::parse(name).unwrap()
}

struct Given(HashMap<&'static str, String>);

impl Headers for Given {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

async fn journaled(topic: &str, body: &str) -> MemoryJournal {
    let headers = Given(HashMap::from([
        ("x-shopify-hmac-sha256", signature(SHOPIFY_CLIENT_SECRET, body)),
        ("x-shopify-shop-domain", "test-shop.myshopify.com".to_owned()),
        ("x-shopify-topic", topic.to_owned()),
        ("x-shopify-webhook-id", "d-1".to_owned()),
    ]));
    let intake = Intake {
        config: &POLICY,
        secrets: FixedSecrets::default(),
        journal: MemoryJournal::default(),
        entropy: Box::new(SeededEntropy::new(2)),
    };
    let raw = RawDelivery { route: Route::Shopify, headers: &headers, body: body.as_bytes() };
    intake.accept(&raw, now()).await.unwrap();
    intake.journal
}

fn signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// A refund, which one partner takes.
pub(crate) const REFUND: (&str, &str) = (
    "refunds/create",
    r#"{"id":5,"order_id":7,"created_at":"2026-11-21T23:59:00Z","note":"private","transactions":[{"amount":"1.00","currency":"EUR","receipt":"private"}]}"#,
);

/// A paid order, which three partners take.
pub(crate) const PAID: (&str, &str) = (
    "orders/paid",
    r##"{"id":7,"name":"#1001","email":"ada@example.com","currency":"EUR","total_price":"26.00","financial_status":"paid","updated_at":"2026-11-21T23:59:00Z","note":"private","line_items":[{"sku":"TEST-1","quantity":2,"name":"private"}]}"##,
);
