//! Everything that one instance of `partner-delivery` has, and what lies behind it.

use std::time::Duration;

use contracts::{
    clock,
    entries::{Middling, bare, event, topic, with_body},
    items::{Item, only_item, scan},
    net::{client_over, credentials},
    stack::{AUDIT_SECRET, DELIVERIES, JOURNAL_SECRET, Stack},
};
use countersign_adapters::{
    dynamodb::{DynamoConnections, DynamoJournalReader, DynamoLedger},
    http::HttpPartners,
    secrets_manager::SecretsForDelivery,
    sqs::{SqsDeliveryQueue, parse_message},
};
use countersign_core::{
    Stage,
    config::Config,
    delivery::{Deliverer, End, Handled},
    event::EventId,
    journal::Entry,
    partner::PartnerName,
    ports::{DeliveryMessage, JournalWriter, Partners},
};
use local_stack::{
    partner::{Credentials, Partner},
    tls::{Authority, LocalNet},
};

/// Waits of 5, 30 and 60 s, of which only the first is spent in the queue. `orders/paid` has two takers.
pub(crate) const POLICY: &str = r#"
memory_days = 90

[delivery]
waits_s = [5, 30, 60]
longest_queue_wait_s = 20
deadline_s = 2

[partners.warehouse]
url = "https://warehouse.partner.test/hooks"
secret = "countersign/local/partner/warehouse"

[partners.warehouse.topics]
"shopify/orders/create" = ["id", "name", "line_items.sku"]
"shopify/orders/paid" = ["id"]

[partners.accounting]
url = "https://accounting.partner.test/hooks"
secret = "countersign/local/partner/accounting"

[partners.accounting.topics]
"shopify/orders/paid" = ["id", "name"]
"#;

/// The instance of the function, over the partners `P`.
pub(crate) type Instance<'s, P = HttpPartners> = Deliverer<
    's,
    SecretsForDelivery,
    DynamoJournalReader,
    DynamoConnections,
    DynamoLedger,
    SqsDeliveryQueue,
    P,
>;

/// One deployment with its partners.
pub(crate) struct Site {
    pub(crate) stack: Stack,
    pub(crate) config: Config,
    pub(crate) warehouse: Partner,
    pub(crate) accounting: Partner,
    net: LocalNet,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(POLICY, credentials("warehouse")).await
    }

    /// With a policy, and a warehouse that has agreed on something else.
    pub(crate) async fn with(policy: &str, agreed: Credentials) -> Self {
        let stack = Stack::start().await;
        stack.seed_secrets().await;
        let authority = Authority::new().unwrap();
        let warehouse = Partner::start(&authority, "warehouse", agreed).await.unwrap();
        let accounting = contracts::net::partner(&authority, "accounting").await;
        let net = [&warehouse, &accounting]
            .into_iter()
            .fold(LocalNet::new(&authority), |net, one| net.with_host(&one.host(), one.address()));
        let config = Config::parse(Stage::Local, "config/local.toml", policy).unwrap();
        Self { stack, config, warehouse, accounting, net }
    }

    /// An instance that has just started.
    pub(crate) fn instance(&self) -> Instance<'_> {
        self.instance_over(client_over(&self.net.to_json(), self.config.delivery.deadline))
    }

    pub(crate) fn instance_over<P: Partners>(&self, partners: P) -> Instance<'_, P> {
        let names = (JOURNAL_SECRET.to_owned(), AUDIT_SECRET.to_owned());
        let client = self.stack.adapters().secrets_manager();
        Deliverer {
            config: &self.config,
            secrets: SecretsForDelivery::new(&client, &self.config, names, clock::now),
            journal: self.stack.journal_reader(),
            connections: self.stack.connections(),
            ledger: self.stack.ledger(),
            queue: self.stack.queue(),
            partners,
            entropy: Box::new(Middling),
            clock: clock::now,
            report: |_| {},
        }
    }

    /// Writes an order's event of this topic, and gives the message about it that the pipe would send.
    pub(crate) async fn took(&self, number: u8, name: &str) -> DeliveryMessage {
        self.took_body(number, name, contracts::entries::ORDER).await
    }

    pub(crate) async fn took_body(&self, number: u8, name: &str, body: &str) -> DeliveryMessage {
        let entry = Entry { topic: topic(name), ..bare(event(number), clock::now()) };
        let (entry, pieces) = with_body(entry, body);
        self.stack.journal_writer().append(&entry, &pieces).await.unwrap();
        about(entry.id)
    }

    /// The only row of the ledger.
    pub(crate) async fn row(&self) -> Item {
        only_item(&self.stack.dynamodb(), DELIVERIES).await
    }

    pub(crate) async fn rows(&self) -> Vec<Item> {
        scan(&self.stack.dynamodb(), DELIVERIES).await
    }

    /// Takes every message out of the queue.
    pub(crate) async fn queued(&self) -> Vec<DeliveryMessage> {
        let mut all = Vec::new();
        loop {
            let receive = self.stack.aws.sqs().receive_message().queue_url(self.stack.queue_url());
            let received =
                receive.max_number_of_messages(10).send().await.unwrap().messages.unwrap_or_default();
            if received.is_empty() {
                return all;
            }
            all.extend(received.iter().map(|message| parse_message(message.body().unwrap()).unwrap()));
        }
    }
}

/// The message about an event, to whomever it concerns.
pub(crate) fn about(event: EventId) -> DeliveryMessage {
    DeliveryMessage { event, partner: None }
}

/// The message about an event to one partner.
pub(crate) fn to(partner: &str, event: EventId) -> DeliveryMessage {
    DeliveryMessage { event, partner: PartnerName::parse(partner) }
}

/// What becomes of a message that led to an attempt at the warehouse.
pub(crate) fn attempted(number: u32, end: End) -> Handled {
    Handled::Attempted { partner: contracts::ledger::warehouse(), number, end }
}

/// A step of the schedule, with the jitter of these tests.
pub(crate) fn step(seconds: u64) -> Duration {
    Duration::from_secs(seconds).mul_f64(0.8 + 0.4 * 127.0 / 255.0)
}
