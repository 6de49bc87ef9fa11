use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use hyper::body::Bytes;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Order;
use crate::stores::{
    Answer, Delivery, Gateway, NoAnswer, Person,
    courier::{Courier, Patience},
    signature, times,
};

/// The API version the webhooks are written in.
const API_VERSION: &str = "2026-10";

/// What Shopify documents: one second to connect, five in all. Connections are kept.
const PATIENCE: Patience = Patience { to_connect: Duration::from_secs(1), in_all: Duration::from_secs(5) };

/// A store that has the app installed.
pub struct ShopifyStore {
    pub(super) domain: String,
    pub(super) id: u64,
    pub(super) owner: Person,
    pub(super) customers_see: String,
    secret: String,
    orders: AtomicU32,
    courier: Courier,
}

impl ShopifyStore {
    /// The store at `<name>.myshopify.com`, whose webhooks are signed with `secret`, the app's.
    pub fn new(domain: &str, secret: &str) -> Self {
        Self {
            domain: domain.to_owned(),
            id: fastrand::u64(10_000_000_000..100_000_000_000),
            owner: Person::fresh(),
            customers_see: domain.to_owned(),
            secret: secret.to_owned(),
            orders: AtomicU32::new(1000),
            courier: Courier::new(&PATIENCE),
        }
    }

    /// Shows customers this host instead of the myshopify domain, in `order_status_url` for example.
    #[must_use]
    pub fn with_custom_domain(mut self, host: &str) -> Self {
        host.clone_into(&mut self.customers_see);
        self
    }

    /// The myshopify domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The owner's values in the store's own record; they belong into no log either.
    pub fn people(&self) -> Vec<String> {
        self.owner.account()
    }

    /// Somebody new has just ordered, and not paid yet.
    pub fn order(&self, now: OffsetDateTime) -> Order {
        let number = self.orders.fetch_add(1, Ordering::Relaxed) + 1;
        Order::place(number, self.id, &self.customers_see, now)
    }

    /// What `X-Shopify-Hmac-Sha256` says about this body.
    pub fn sign(&self, body: &[u8]) -> String {
        signature::of_body(&self.secret, body)
    }

    /// A webhook on `topic`, signed, under a webhook id of its own.
    pub fn delivery(&self, topic: &str, body: Bytes, now: OffsetDateTime) -> Delivery {
        let headers = [
            ("Content-Type", "application/json".to_owned()),
            ("User-Agent", "Shopify-Captain-Hook".to_owned()),
            ("X-Shopify-Topic", topic.to_owned()),
            ("X-Shopify-Hmac-Sha256", self.sign(&body)),
            ("X-Shopify-Shop-Domain", self.domain.clone()),
            ("X-Shopify-API-Version", API_VERSION.to_owned()),
            ("X-Shopify-Webhook-Id", new_webhook_id()),
            ("X-Shopify-Event-Id", new_webhook_id()),
            ("X-Shopify-Triggered-At", times::to_the_nanosecond(now)),
        ];
        Delivery::new(headers, body)
    }

    /// Sends once; any 2xx counts as taken. For Shopify's retries see [`super::Subscription`].
    pub async fn send(&self, gateway: &Gateway, delivery: &Delivery) -> Result<Answer, NoAnswer> {
        self.courier.post(&gateway.for_shopify(), delivery).await
    }
}

/// An id in the form of `X-Shopify-Webhook-Id` that was never used before.
pub fn new_webhook_id() -> String {
    Uuid::new_v4().to_string()
}

/// An id of 18 digits: too large for a floating point number to hold exactly.
pub(super) fn new_id() -> u64 {
    fastrand::u64(100_000_000_000_000_000..1_000_000_000_000_000_000)
}

pub(super) fn gid(kind: &str, id: u64) -> String {
    format!("gid://shopify/{kind}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shopify_waits_five_seconds_one_of_them_for_the_connection() {
        assert_eq!((PATIENCE.to_connect.as_secs(), PATIENCE.in_all.as_secs()), (1, 5));
    }
}
