//! One system, with a store of each platform that sends to it.

use std::path::{Path, PathBuf};

use local_stack::{
    aws::{Calls, Mark},
    lambda::LogLine,
    partner::{Effect, Ledger, Partner},
    record::Recorder,
    stack::{Stack, StackOptions},
    stores::{
        Answer, Delivery, Gateway, NoAnswer, now,
        secrets::Secrets,
        shopify::{self, ShopifyStore},
        woocommerce::{self, Webhook, WooStore},
    },
};
use tempfile::TempDir;

use crate::{PATIENCE, notes::Notes, scan};

/// The shop that every system has.
pub(crate) const SHOP: &str = "acme-flows.myshopify.com";

/// The WooCommerce stores that flows play.
const STORES: [&str; 3] = ["store-1", "store-2", "store-77"];

/// A running system. Its data lies on the disk, where its [`crate::play`]er searches every byte in the end, unless it is
/// there to be measured.
pub struct System {
    /// A store that has the app installed.
    pub shopify: ShopifyStore,
    /// A store that runs WooCommerce.
    pub woocommerce: WooStore,
    /// What the product, the stores and the partners have agreed on.
    pub secrets: Secrets,
    pub(crate) notes: Notes,
    pub(crate) recorder: Recorder,
    on_disk: bool,
    stack: Option<Stack>,
    shops: Vec<String>,
    template: Option<PathBuf>,
    folder: TempDir,
}

impl System {
    pub(crate) async fn start(template: Option<&str>, shops: usize) -> Self {
        Self::start_with(Recorder::keeping(), true, template, shops).await
    }

    /// A system of which nothing is kept.
    pub(crate) async fn start_in_memory(template: &str, shops: usize) -> Self {
        Self::start_with(Recorder::default(), false, Some(template), shops).await
    }

    async fn start_with(recorder: Recorder, on_disk: bool, template: Option<&str>, shops: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("template.yaml");
        let template = template.map(|text| std::fs::write(&file, text).map(|()| file).unwrap());
        let secrets = Secrets::fresh();
        let mut system = Self {
            shopify: ShopifyStore::new(SHOP, &secrets.shopify_client_secret),
            woocommerce: WooStore::new("store-1", "https://shop.example.test", &secrets.woocommerce_master),
            notes: Notes::default(),
            recorder,
            on_disk,
            stack: None,
            shops: (0..shops).map(|shop| format!("acme-{shop}.myshopify.com")).collect(),
            template,
            folder,
            secrets,
        };
        system.notes.lock().planted.extend(scan::of_a_run(&system.secrets, &STORES));
        system.stack = Some(system.start_stack().await);
        system
    }

    async fn start_stack(&self) -> Stack {
        let mut options = StackOptions::in_memory(crate::binaries());
        options.data_dir = self.on_disk.then(|| self.data());
        options.function_folder = Some(self.folder().join("functions"));
        options.secrets = self.secrets.clone();
        options.recorder = self.recorder.clone();
        options.shops = [&[SHOP.to_owned()], &self.shops[..]].concat();
        options.template = self.template.clone().unwrap_or(options.template);
        Stack::start(options).await.unwrap()
    }

    /// Stops everything, whatever is under way, and starts it again on what lies on the disk. Gives what each partner
    /// remembers of the time before.
    pub async fn restart(&mut self) -> Vec<(String, Ledger)> {
        let ledgers = ["warehouse", "accounting", "mailer"];
        let ledgers = ledgers.map(|name| (name.to_owned(), self.partner(name).ledger())).into();
        self.stop().await;
        self.stack = Some(self.start_stack().await);
        ledgers
    }

    /// The shops that the flow asked for, besides the one that is always there.
    pub fn shops(&self) -> &[String] {
        &self.shops
    }

    pub(crate) async fn stop(&mut self) {
        let Some(stack) = self.stack.take() else { return };
        self.notes.plant_stores(&stack);
        let lambda = stack.lambda.clone();
        stack.stop().await.unwrap();
        self.notes.lock().earlier_lines.extend(lambda.logs_since(local_stack::lambda::LogMark::START));
    }

    pub(crate) fn running(&self) -> Option<&Stack> {
        self.stack.as_ref()
    }

    /// What runs underneath.
    pub fn stack(&self) -> &Stack {
        self.stack.as_ref().expect("a running stack")
    }

    /// Where stores send to.
    pub fn gateway(&self) -> Gateway {
        self.stack().gateway()
    }

    /// A partner of the local policy.
    pub fn partner(&self, name: &str) -> &Partner {
        self.stack().partner(name)
    }

    /// The folder of everything that outlives a restart.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// The folder of everything that is written to the disk.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts an instance of the intake that is ready for the next request, and changes nothing.
    pub async fn warm_up(&self) {
        let ping = self.woocommerce.ping(&Webhook::new(1, "order.created"));
        assert_eq!(self.woo_send(&ping).await.unwrap().status, 200);
    }

    /// A new Shopify order, whose people must not be met anywhere.
    pub fn order(&self) -> shopify::Order {
        let order = self.shopify.order(now());
        self.plant(order.people());
        order
    }

    /// A new WooCommerce order, whose people must not be met anywhere.
    pub fn woo_order(&self) -> woocommerce::Order {
        let order = self.woocommerce.order(now());
        self.plant(order.people());
        order
    }

    /// A new order on `topic`, signed. Paid on `orders/paid`, cancelled on `orders/cancelled`.
    pub fn order_on(&self, topic: &str) -> Delivery {
        let order = match topic {
            "orders/paid" => self.order().paid(now()),
            "orders/cancelled" => self.order().cancelled(now()),
            _ => self.order(),
        };
        self.shopify.delivery(topic, order.body(), now())
    }

    /// From now on none of these values may be met anywhere.
    pub fn plant(&self, people: Vec<String>) {
        self.notes.lock().planted.extend(people.into_iter().map(scan::person));
    }

    /// The Shopify store sends.
    pub async fn send(&self, delivery: &Delivery) -> Result<Answer, NoAnswer> {
        self.shopify.send(&self.gateway(), delivery).await
    }

    /// The WooCommerce store sends.
    pub async fn woo_send(&self, delivery: &Delivery) -> Result<Answer, NoAnswer> {
        self.woocommerce.send(&self.gateway(), delivery).await
    }

    /// The flow provokes error lines with this code.
    pub fn expects_error(&self, code: &str) {
        self.notes.lock().errors.insert(code.to_owned());
    }

    /// The flow leaves this delivery parked, dead or never begun.
    pub fn expects_unsettled(&self, event: &str, partner: &str) {
        self.notes.lock().unsettled.insert((event.to_owned(), partner.to_owned()));
    }

    /// The flow makes this many messages that nobody can handle.
    pub fn expects_crashed(&self, messages: usize) {
        self.notes.lock().crashed += messages;
    }

    /// The AWS calls of one function since `mark`.
    pub fn calls(&self, mark: Mark, function: &str) -> Calls {
        self.stack().aws.calls().since(mark).by(function)
    }

    /// This moment in the log of AWS calls.
    pub fn mark(&self) -> Mark {
        self.stack().aws.calls().mark()
    }

    /// What a partner did for an event, once it has done something.
    pub async fn effects(&self, partner: &str, event: &str) -> Vec<Effect> {
        let done = |effects: &[Effect]| effects.iter().any(|effect| effect.key == event);
        let waited = self.partner(partner).wait_until(PATIENCE, |ledger| done(&ledger.effects)).await;
        let effects = waited.unwrap_or_else(|vain| panic!("{event}: {vain}")).effects;
        effects.into_iter().filter(|effect| effect.key == event).collect()
    }

    /// The first log line about `event` with this outcome, as JSON.
    pub async fn line(&self, event: &str, outcome: &str) -> serde_json::Value {
        let outcome = format!("\"outcome\":\"{outcome}\"");
        let wanted = |line: &LogLine| line.text.contains(event) && line.text.contains(&outcome);
        let line = self.stack().lambda.wait_for_log(PATIENCE, wanted).await;
        let line = line.unwrap_or_else(|| panic!("no line about {event} with {outcome}"));
        serde_json::from_str(&line.text).unwrap()
    }
}
