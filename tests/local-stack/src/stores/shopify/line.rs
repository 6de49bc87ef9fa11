use serde_json::{Value, json};

use super::store::{gid, new_id};
use crate::stores::money;

/// One line of an order: `quantity` of one thing at `cents` each.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: u64,
    pub(super) title: String,
    pub(super) quantity: u32,
    pub(super) cents: u32,
    pub(super) properties: Vec<Value>,
}

impl Line {
    pub(super) fn new(title: &str, quantity: u32, cents: u32) -> Self {
        Self { id: new_id(), title: title.to_owned(), quantity, cents, properties: Vec::new() }
    }

    pub(super) fn total(&self) -> u32 {
        self.quantity * self.cents
    }

    pub(super) fn body(&self) -> Value {
        json!({
            "id": self.id,
            "admin_graphql_api_id": gid("LineItem", self.id),
            "attributed_staffs": [],
            "current_quantity": self.quantity,
            "discount_allocations": [],
            "duties": [],
            "fulfillable_quantity": self.quantity,
            "fulfillment_service": "manual",
            "fulfillment_status": null,
            "gift_card": false,
            "grams": 100,
            "name": self.title,
            "price": money::amount(self.cents),
            "price_set": in_both_currencies(self.cents),
            "product_exists": true,
            "product_id": 788_032_119_674_292_922_u64,
            "properties": self.properties,
            "quantity": self.quantity,
            "requires_shipping": true,
            "sku": "SKU2006-001",
            "tax_lines": [],
            "taxable": true,
            "title": self.title,
            "total_discount": "0.00",
            "total_discount_set": in_both_currencies(0),
            "variant_id": null,
            "variant_title": null,
            "vendor": null,
        })
    }
}

/// An amount as Shopify's `*_set` fields hold it; this stand-in sells in one currency.
pub(super) fn in_both_currencies(cents: u32) -> Value {
    let money = json!({"amount": money::amount(cents), "currency_code": "USD"});
    json!({"shop_money": money, "presentment_money": money})
}
