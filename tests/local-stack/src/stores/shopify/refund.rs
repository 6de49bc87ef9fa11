use hyper::body::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    Order,
    line::{Line, in_both_currencies},
    store::{gid, new_id},
};
use crate::stores::{Person, json::as_shopify_writes, money, times::on_the_shops_clock};

/// Money given back for the first line of an order.
#[derive(Clone, Debug)]
pub struct Refund {
    id: u64,
    order: u64,
    number: u32,
    line: Line,
    note: Person,
    at: OffsetDateTime,
}

impl Refund {
    pub(super) fn of(order: &Order, at: OffsetDateTime) -> Self {
        let Order { id, number, lines, .. } = order;
        let line = lines.first().cloned().unwrap_or_else(|| Line::new("Nothing", 1, 0));
        Self { id: new_id(), order: *id, number: *number, line, note: Person::fresh(), at }
    }

    /// Shopify's id of the refund.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What `refunds/create` says about it.
    pub fn body(&self) -> Bytes {
        as_shopify_writes(&json!({
            "id": self.id,
            "admin_graphql_api_id": gid("Refund", self.id),
            "created_at": on_the_shops_clock(self.at),
            "duties": [],
            "note": self.note.note,
            "order_adjustments": [],
            "order_id": self.order,
            "processed_at": on_the_shops_clock(self.at),
            "refund_line_items": [self.line_item()],
            "refund_shipping_lines": [],
            "restock": false,
            "return": null,
            "total_duties_set": in_both_currencies(0),
            "transactions": [self.transaction()],
            "user_id": null,
        }))
    }

    /// Every value in the body that is about a person: the note, which somebody in the shop wrote.
    pub fn people(&self) -> Vec<String> {
        vec![self.note.note.clone()]
    }

    /// `subtotal` and `total_tax` are JSON numbers here, as nowhere else.
    fn line_item(&self) -> Value {
        json!({
            "id": new_id(),
            "line_item": self.line.body(),
            "line_item_id": self.line.id,
            "location_id": null,
            "quantity": self.line.quantity,
            "restock_type": "no_restock",
            "subtotal": f64::from(self.line.total()) / 100.0,
            "subtotal_set": in_both_currencies(self.line.total()),
            "total_tax": 0.0,
            "total_tax_set": in_both_currencies(0),
        })
    }

    fn transaction(&self) -> Value {
        let id = new_id();
        json!({
            "id": id,
            "admin_graphql_api_id": gid("OrderTransaction", id),
            "amount": money::amount(self.line.total()),
            "created_at": on_the_shops_clock(self.at),
            "currency": "USD",
            "error_code": null,
            "gateway": "bogus",
            "kind": "refund",
            "message": "Bogus Gateway: Forced success",
            "order_id": self.order,
            "parent_id": new_id(),
            "payment_id": format!("#{}.2", self.number),
            "processed_at": on_the_shops_clock(self.at),
            "receipt": {},
            "status": "success",
            "test": true,
        })
    }
}
