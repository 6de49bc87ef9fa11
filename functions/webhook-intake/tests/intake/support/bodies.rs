//! Bodies of the platforms, as small as their shape allows.

use serde_json::{Value, json};

use super::{JUST_NOW, SHOP};

/// Shopify's order with other or more fields.
pub(crate) fn order(changes: Value) -> String {
    let order = json!({
        "id": 820_982_911_946_154_508_u64,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "created_at": JUST_NOW,
        "updated_at": JUST_NOW,
        "currency": "EUR",
        "email": "ada@example.com",
        "financial_status": "paid",
        "line_items": [{"id": 1, "sku": "TEST-1", "quantity": 2, "name": "Tea"}],
        "name": "#1001",
        "order_status_url": format!("https://{SHOP}/1/orders/test/authenticate?key=test"),
        "total_price": "26.00",
    });
    changed(order, changes)
}

/// WooCommerce's order with other or more fields.
pub(crate) fn woo_order(changes: Value) -> String {
    let order = json!({
        "id": 29,
        "number": "29",
        "status": "processing",
        "currency": "EUR",
        "total": "26.00",
        "order_key": "wc_order_test",
        "date_created_gmt": "2026-11-21T23:51:25",
        "date_modified_gmt": "2026-11-21T23:51:25",
        "line_items": [{"id": 8, "sku": "TEST-1", "quantity": 2, "name": "Tea"}],
    });
    changed(order, changes)
}

/// Shopify's product: no order, whatever its header says.
pub(crate) fn product() -> String {
    json!({"id": 1, "title": "Tea", "handle": "tea", "updated_at": JUST_NOW, "variants": []}).to_string()
}

fn changed(mut body: Value, changes: Value) -> String {
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    body.as_object_mut().unwrap().extend(changes);
    body.to_string()
}
