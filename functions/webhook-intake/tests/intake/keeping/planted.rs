//! Bodies of every topic with a canary in every field that no rule looks at.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::facts::{captured_order, recent_samples};

/// How planted texts and planted numbers begin.
pub(super) const CANARY: [&str; 2] = ["canary-", "77700"];

/// Top-level fields whose values the rules read.
const READ: [&str; 16] = [
    "admin_graphql_api_id",
    "cancelled_at",
    "created_at",
    "currency",
    "date_created_gmt",
    "date_modified_gmt",
    "domain",
    "financial_status",
    "key",
    "myshopify_domain",
    "order_key",
    "order_status_url",
    "shop_domain",
    "total",
    "total_price",
    "updated_at",
];

/// The samples of Shopify's topics.
pub(super) fn shopify_samples() -> Vec<(&'static str, Value)> {
    let unknown = [("orders/teleported", json!({"id": 1, "email": "x"}))];
    recent_samples().into_iter().chain(unknown).collect()
}

/// The samples of WooCommerce's topics.
pub(super) fn woocommerce_samples() -> Vec<(&'static str, Value)> {
    let times = ("2026-11-21T23:51:25", "2026-11-21T23:51:25");
    let customer = json!({
        "id": 1, "username": "x", "email": "x", "first_name": "x", "last_name": "x", "role": "customer",
        "billing": {"email": "x", "phone": "x", "city": "x"}, "shipping": {"city": "x"},
        "avatar_url": "x", "meta_data": [{"id": 1, "key": "x", "value": "x"}],
        "date_created_gmt": times.0, "date_modified_gmt": times.1,
    });
    let product = json!({
        "id": 1, "slug": "x", "sku": "x", "name": "x", "description": "x", "stock_quantity": 1,
        "purchase_note": "x", "permalink": "x", "images": [{"src": "x"}],
        "date_created_gmt": times.0, "date_modified_gmt": times.1,
    });
    let reference = json!({"id": 1, "email": "x"});
    let of = |names: &[&'static str], sample: &Value| {
        names.iter().map(|name| (*name, sample.clone())).collect::<Vec<_>>()
    };
    [
        of(&["order.created", "order.updated"], &captured_order()),
        of(&["customer.created", "customer.updated"], &customer),
        of(&["product.created", "product.updated", "product.published"], &product),
        of(&["order.deleted", "order.restored", "customer.deleted", "customer.restored"], &reference),
        of(&["product.deleted", "product.restored", "action.woocommerce_add_to_cart"], &reference),
    ]
    .concat()
}

/// The sample with a canary in place of every text and number that no rule reads, and one field more than it had.
pub(super) fn planted(sample: &Value) -> Value {
    let mut body = sample.clone();
    body["field_of_the_future"] = json!({"note": "x", "number": 1});
    let mut count = 0;
    for (name, value) in body.as_object_mut().unwrap() {
        if !READ.contains(&name.as_str()) {
            plant(value, &mut count);
        }
    }
    body
}

fn plant(value: &mut Value, count: &mut u64) {
    match value {
        Value::String(text) => *text = format!("{}{count}", CANARY[0]),
        Value::Number(number) => *number = (7_770_000_000 + *count).into(),
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, count)),
        Value::Object(members) => members.values_mut().for_each(|member| plant(member, count)),
        Value::Null | Value::Bool(_) => {}
    }
    *count += 1;
}

/// Every text, number and truth with its path; arrays are passed through, as in the allow-lists.
pub(super) fn leaves(value: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    collect("", value, &mut found);
    found
}

fn collect(path: &str, value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| collect(path, item, found)),
        Value::Object(members) => {
            for (name, member) in members {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(&inner, member, found);
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            found.insert((path.to_owned(), value.to_string()));
        }
    }
}
