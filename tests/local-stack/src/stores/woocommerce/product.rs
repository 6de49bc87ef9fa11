use hyper::body::Bytes;
use serde_json::json;
use time::OffsetDateTime;

use super::links::links;
use crate::stores::{json::as_woocommerce_writes, times::without_zone};

/// Something for sale. Nothing about it is personal.
#[derive(Clone, Debug)]
pub struct Product {
    id: u32,
    url: String,
    created: OffsetDateTime,
    modified: OffsetDateTime,
}

impl Product {
    pub(super) fn offer(id: u32, url: &str, now: OffsetDateTime) -> Self {
        Self { id, url: url.to_owned(), created: now, modified: now }
    }

    /// Something about it has changed.
    #[must_use]
    pub fn updated(self, at: OffsetDateTime) -> Self {
        Self { modified: at, ..self }
    }

    /// WooCommerce's id of the product.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What `product.created`, `product.updated` and `product.restored` say about it.
    pub fn body(&self) -> Bytes {
        as_woocommerce_writes(&json!({
            "id": self.id,
            "name": "Kaffee Ünïcode ☕",
            "slug": "kaffee-unicode",
            "permalink": format!("{}/product/kaffee-unicode/", self.url),
            "date_created": without_zone(self.created),
            "date_created_gmt": without_zone(self.created),
            "date_modified": without_zone(self.modified),
            "date_modified_gmt": without_zone(self.modified),
            "type": "simple",
            "status": "publish",
            "featured": false,
            "description": "<p>Fair / mild</p>\n",
            "sku": "",
            "price": "9.90",
            "regular_price": "9.90",
            "sale_price": "",
            "on_sale": false,
            "stock_quantity": null,
            "stock_status": "instock",
            "categories": [{"id": 15, "name": "Uncategorized", "slug": "uncategorized"}],
            "images": [],
            "meta_data": [],
            "_links": links(&self.url, "products", self.id),
        }))
    }
}
