use hyper::body::Bytes;
use serde_json::json;
use time::OffsetDateTime;

use super::{ShopifyStore, store::gid};
use crate::stores::{json::as_shopify_writes, times};

impl ShopifyStore {
    /// The store's own record: the body of `shop/update` and of `app/uninstalled`. Its owner is a person.
    pub fn record(&self, now: OffsetDateTime) -> Bytes {
        let owner = &self.owner;
        as_shopify_writes(&json!({
            "id": self.id,
            "address1": owner.street,
            "city": owner.city,
            "country": "CA",
            "country_code": "CA",
            "country_name": "Canada",
            "created_at": "2020-01-01T00:00:00-05:00",
            "currency": "USD",
            "customer_email": owner.email,
            "domain": self.customers_see,
            "eligible_for_payments": true,
            "email": owner.email,
            "iana_timezone": "America/New_York",
            "money_format": "${{amount}}",
            "myshopify_domain": self.domain,
            "name": "Stand-in Goods & Sons",
            "phone": owner.phone,
            "plan_display_name": "Developer Preview",
            "plan_name": "partner_test",
            "primary_locale": "en",
            "province": "Ontario",
            "province_code": "ON",
            "shop_owner": owner.name(),
            "timezone": "(GMT-05:00) America/New_York",
            "updated_at": times::on_the_shops_clock(now),
            "zip": owner.postcode,
        }))
    }

    /// The body of `app/scopes_update`.
    pub fn scopes_update(&self, previous: &[&str], current: &[&str], now: OffsetDateTime) -> Bytes {
        as_shopify_writes(&json!({
            "id": 1,
            "current": current,
            "previous": previous,
            "shop_id": gid("Shop", self.id),
            "updated_at": format!("{}.000Z", times::without_zone(now)),
        }))
    }
}
