use hyper::body::Bytes;
use time::OffsetDateTime;

use super::{Refund, line::Line, store::new_id};
use crate::stores::{Person, json};

/// An order and what has become of it. Every step gives the next state; the body is written from it on demand.
#[derive(Clone, Debug)]
pub struct Order {
    pub(super) id: u64,
    pub(super) number: u32,
    pub(super) customer: Person,
    pub(super) customer_id: u64,
    pub(super) token: String,
    pub(super) status_url: String,
    pub(super) lines: Vec<Line>,
    pub(super) attributes: Vec<serde_json::Value>,
    pub(super) created_at: OffsetDateTime,
    pub(super) updated_at: OffsetDateTime,
    pub(super) paid: bool,
    pub(super) cancelled_at: Option<OffsetDateTime>,
}

impl Order {
    pub(super) fn place(number: u32, shop: u64, host: &str, now: OffsetDateTime) -> Self {
        let token = secret();
        let status_url = format!("https://{host}/{shop}/orders/{token}/authenticate?key={}&none=", secret());
        Self {
            id: new_id(),
            number,
            customer: Person::fresh(),
            customer_id: new_id(),
            token,
            status_url,
            lines: vec![
                Line::new("Aviator sunglasses", 1, 8_999),
                Line::new("Café table / round", 2, 11_999),
            ],
            attributes: Vec::new(),
            created_at: now,
            updated_at: now,
            paid: false,
            cancelled_at: None,
        }
    }

    /// The customer has paid.
    #[must_use]
    pub fn paid(self, at: OffsetDateTime) -> Self {
        Self { paid: true, ..self.updated(at) }
    }

    /// The customer has changed their mind.
    #[must_use]
    pub fn cancelled(self, at: OffsetDateTime) -> Self {
        Self { cancelled_at: Some(at), ..self.updated(at) }
    }

    /// Something about it has changed.
    #[must_use]
    pub fn updated(self, at: OffsetDateTime) -> Self {
        Self { updated_at: at, ..self }
    }

    /// Gives the money for the first line back.
    pub fn refund(&self, at: OffsetDateTime) -> Refund {
        Refund::of(self, at)
    }

    /// Shopify's id of the order.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What `orders/create`, `orders/updated`, `orders/paid` and `orders/cancelled` say about it.
    pub fn body(&self) -> Bytes {
        json::as_shopify_writes(&self.to_json())
    }

    /// Every value in the body that is about a person, and the keys that open their order's page.
    pub fn people(&self) -> Vec<String> {
        let mut values = self.customer.values();
        values.push(self.customer.name());
        values.push(self.token.clone());
        values.extend(self.status_url.split_once("key=").map(|(_, key)| key.replace("&none=", "")));
        values
    }
}

fn secret() -> String {
    format!("{:032x}", fastrand::u128(..))
}
