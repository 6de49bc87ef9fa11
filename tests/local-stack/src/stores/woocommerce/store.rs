use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use hyper::body::Bytes;
use serde_json::json;
use time::OffsetDateTime;

use super::{Customer, Order, Product, Webhook, webhook_secret};
use crate::stores::{
    Answer, Delivery, Gateway, NoAnswer,
    courier::{Courier, Patience},
    json::as_woocommerce_writes,
    secrets::STAGE,
    signature::{hmac_sha256, of_body},
};

const USER_AGENT: &str = "WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)";

/// A minute for each delivery.
const PATIENCE: Patience = Patience { to_connect: Duration::from_secs(10), in_all: Duration::from_mins(1) };

/// A shop that runs WooCommerce.
pub struct WooStore {
    id: String,
    pub(super) url: String,
    secret: String,
    numbers: AtomicU32,
    courier: Courier,
}

impl WooStore {
    /// The store known to us as `id`, at `url` (no slash at the end), with the webhook secret that the local stage
    /// derives from `master`.
    pub fn new(id: &str, url: &str, master: &str) -> Self {
        Self {
            id: id.to_owned(),
            url: url.to_owned(),
            secret: webhook_secret(master, STAGE, id),
            numbers: AtomicU32::new(10),
            courier: Courier::new(&PATIENCE),
        }
    }

    /// What the product calls the store.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret its webhooks were given.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Somebody new has just ordered, and not paid yet.
    pub fn order(&self, now: OffsetDateTime) -> Order {
        Order::place(self.next_number(), &self.url, now)
    }

    /// Somebody new has opened an account.
    pub fn customer(&self, now: OffsetDateTime) -> Customer {
        Customer::register(self.next_number(), &self.url, now)
    }

    /// Something new is for sale.
    pub fn product(&self, now: OffsetDateTime) -> Product {
        Product::offer(self.next_number(), &self.url, now)
    }

    /// All a `*.deleted` body says.
    pub fn deleted(&self, id: u32) -> Bytes {
        as_woocommerce_writes(&json!({ "id": id }))
    }

    /// The body, signed like any other, that is sent when the webhook's owner may no longer see what it is about.
    pub fn not_allowed(&self) -> Bytes {
        as_woocommerce_writes(&json!({
            "code": "woocommerce_rest_cannot_view",
            "message": "Sorry, you cannot view this resource.",
            "data": {"status": 401},
        }))
    }

    /// What `X-WC-Webhook-Signature` says about this body.
    pub fn sign(&self, body: &[u8]) -> String {
        of_body(&self.secret, body)
    }

    /// What `webhook` sends about `body`, signed. All its deliveries of one second carry the same delivery id.
    pub fn delivery(&self, webhook: &Webhook, body: Bytes, now: OffsetDateTime) -> Delivery {
        let (resource, event) = webhook.topic().split_once('.').unwrap_or((webhook.topic(), ""));
        let headers = [
            ("User-Agent", USER_AGENT.to_owned()),
            ("Accept", "*/*".to_owned()),
            ("Content-Type", "application/json".to_owned()),
            ("X-WC-Webhook-Source", format!("{}/", self.url)),
            ("X-WC-Webhook-Topic", webhook.topic().to_owned()),
            ("X-WC-Webhook-Resource", resource.to_owned()),
            ("X-WC-Webhook-Event", event.to_owned()),
            ("X-WC-Webhook-Signature", self.sign(&body)),
            ("X-WC-Webhook-ID", webhook.id().to_string()),
            ("X-WC-Webhook-Delivery-ID", self.delivery_id(webhook.id(), now)),
            ("Connection", "close".to_owned()),
        ];
        Delivery::new(headers, body)
    }

    /// What a paid order sets off: two webhooks on two topics with one and the same body.
    pub fn about_paid_order(
        &self,
        order: &Order,
        created: &Webhook,
        updated: &Webhook,
        now: OffsetDateTime,
    ) -> [Delivery; 2] {
        [created, updated].map(|webhook| self.delivery(webhook, order.body(), now))
    }

    /// What is sent when a webhook is activated: unsigned, a form, and without any of the other headers.
    pub fn ping(&self, webhook: &Webhook) -> Delivery {
        let headers = [
            ("User-Agent", USER_AGENT.to_owned()),
            ("Accept", "*/*".to_owned()),
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
            ("Connection", "close".to_owned()),
        ];
        Delivery::new(headers, format!("webhook_id={}", webhook.id()).into())
    }

    /// Sends once, and never again: WooCommerce has no retries. For what it counts see [`Webhook`].
    pub async fn send(&self, gateway: &Gateway, delivery: &Delivery) -> Result<Answer, NoAnswer> {
        self.courier.post(&gateway.for_woocommerce(&self.id), delivery).await
    }

    /// 32 hex digits that depend on the webhook and the second only, keyed with something of the store's own.
    fn delivery_id(&self, webhook: u32, now: OffsetDateTime) -> String {
        let salt = format!("wordpress auth salt of {}", self.url);
        let message = format!("{webhook}{}", now.unix_timestamp());
        let mut half = [0; 16];
        half.copy_from_slice(&hmac_sha256(salt.as_bytes(), [message.as_bytes()])[..16]);
        format!("{:032x}", u128::from_be_bytes(half))
    }

    fn next_number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }
}
