use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{Order, ShopifyStore};
use crate::stores::json::as_shopify_writes;

impl ShopifyStore {
    /// The body of `customers/data_request`: what is held about whoever placed this order?
    pub fn data_request(&self, order: &Order) -> Bytes {
        as_shopify_writes(&json!({
            "shop_id": self.id,
            "shop_domain": self.domain,
            "customer": customer(order),
            "orders_requested": [order.id],
            "data_request": {"id": 9999},
        }))
    }

    /// The body of `customers/redact`: forget whoever placed this order.
    pub fn customer_redact(&self, order: &Order) -> Bytes {
        as_shopify_writes(&json!({
            "shop_id": self.id,
            "shop_domain": self.domain,
            "customer": customer(order),
            "orders_to_redact": [order.id],
        }))
    }

    /// The body of `shop/redact`: forget the store, two days after it left.
    pub fn shop_redact(&self) -> Bytes {
        as_shopify_writes(&json!({"shop_id": self.id, "shop_domain": self.domain}))
    }
}

fn customer(order: &Order) -> Value {
    json!({"id": order.customer_id, "email": order.customer.email, "phone": order.customer.phone})
}
