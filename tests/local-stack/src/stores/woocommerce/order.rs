use hyper::body::Bytes;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{customer::address, links::links};
use crate::stores::{Person, json::as_woocommerce_writes, money::amount, times::without_zone};

/// Two lines of 9.90 and 4.90 for the way.
const TOTAL: u32 = 2 * 990 + 490;

/// An order and what has become of it. Every step gives the next state; the body is written from it on demand.
#[derive(Clone, Debug)]
pub struct Order {
    id: u32,
    url: String,
    key: String,
    customer: Person,
    created: OffsetDateTime,
    modified: OffsetDateTime,
    paid: Option<OffsetDateTime>,
    refunds: Vec<Value>,
}

impl Order {
    pub(super) fn place(id: u32, url: &str, now: OffsetDateTime) -> Self {
        Self {
            id,
            url: url.to_owned(),
            key: format!("wc_order_{:016x}", fastrand::u64(..)),
            customer: Person::fresh(),
            created: now,
            modified: now,
            paid: None,
            refunds: Vec::new(),
        }
    }

    /// The customer has paid.
    #[must_use]
    pub fn paid(self, at: OffsetDateTime) -> Self {
        Self { paid: Some(at), ..self.updated(at) }
    }

    /// Something about it has changed.
    #[must_use]
    pub fn updated(self, at: OffsetDateTime) -> Self {
        Self { modified: at, ..self }
    }

    /// Part of the money was given back. There is no topic for that: it shows in `order.updated`.
    #[must_use]
    pub fn refunded(mut self, cents: u32, reason: &str, at: OffsetDateTime) -> Self {
        let total = format!("-{}", amount(cents));
        self.refunds.push(json!({"id": self.id + 1, "reason": reason, "total": total}));
        self.updated(at)
    }

    /// WooCommerce's id of the order; small, and used by other stores too.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What `order.created`, `order.updated` and `order.restored` say about it.
    pub fn body(&self) -> Bytes {
        let parts = [self.head(), self.people_part(), self.content(), self.tail()];
        as_woocommerce_writes(&parts.into_iter().flatten().collect())
    }

    /// Every value in the body that is about a person, and the key that opens their order's page.
    pub fn people(&self) -> Vec<String> {
        let mut values = self.customer.values();
        values.push(self.key.clone());
        values
    }

    fn head(&self) -> Map<String, Value> {
        object(json!({
            "id": self.id,
            "parent_id": 0,
            "status": if self.paid.is_some() { "processing" } else { "pending" },
            "currency": "EUR",
            "version": "10.0.2",
            "prices_include_tax": false,
            "date_created": without_zone(self.created),
            "date_modified": without_zone(self.modified),
            "discount_total": "0.00",
            "discount_tax": "0.00",
            "shipping_total": "4.90",
            "shipping_tax": "0.00",
            "cart_tax": "0.00",
            "total": amount(TOTAL),
            "total_tax": "0.00",
            "order_key": self.key,
        }))
    }

    fn people_part(&self) -> Map<String, Value> {
        let mut billing = address(&self.customer);
        billing["email"] = json!(self.customer.email);
        object(json!({
            "customer_id": 0,
            "billing": billing,
            "shipping": address(&self.customer),
            "customer_ip_address": self.customer.ip,
            "customer_user_agent": "Mozilla/5.0",
            "customer_note": self.customer.note,
        }))
    }

    fn content(&self) -> Map<String, Value> {
        object(json!({
            "payment_method": "bacs",
            "payment_method_title": "Direct bank transfer",
            "transaction_id": "",
            "created_via": "checkout",
            "cart_hash": "",
            "number": self.id.to_string(),
            "meta_data": [{"id": 331, "key": "_gift_wrap", "value": {"a": [1, 2.5, true, null]}}],
            "line_items": [line(self.id * 10 + 1, "Kaffee Ünïcode ☕ <b>/path"), line(self.id * 10 + 2, "Tasse")],
            "tax_lines": [],
            "shipping_lines": [{
                "id": self.id * 10 + 3, "method_title": "Flat rate", "method_id": "flat_rate", "instance_id": "1",
                "total": "4.90", "total_tax": "0.00", "taxes": [], "tax_status": "taxable", "meta_data": [],
            }],
            "fee_lines": [],
            "coupon_lines": [],
            "refunds": self.refunds,
        }))
    }

    fn tail(&self) -> Map<String, Value> {
        let Self { id, url, key, .. } = self;
        object(json!({
            "payment_url": format!("{url}/checkout/order-pay/{id}/?pay_for_order=true&key={key}"),
            "is_editable": self.paid.is_none(),
            "needs_payment": self.paid.is_none(),
            "needs_processing": true,
            "date_created_gmt": without_zone(self.created),
            "date_modified_gmt": without_zone(self.modified),
            "date_completed": null,
            "date_completed_gmt": null,
            "date_paid": self.paid.map(without_zone),
            "date_paid_gmt": self.paid.map(without_zone),
            "currency_symbol": "€",
            "_links": links(url, "orders", *id),
        }))
    }
}

/// Money is text everywhere but in `price`, which is a number.
fn line(id: u32, name: &str) -> Value {
    json!({
        "id": id,
        "name": name,
        "product_id": 10,
        "variation_id": 0,
        "quantity": 1,
        "tax_class": "",
        "subtotal": "9.90",
        "subtotal_tax": "0.00",
        "total": "9.90",
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
        "sku": "",
        "price": 9.9,
        "image": {"id": "", "src": ""},
        "parent_name": null,
    })
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}
