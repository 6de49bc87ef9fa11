use hyper::body::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::links::links;
use crate::stores::{Person, json::as_woocommerce_writes, times::without_zone};

/// An account in the shop.
#[derive(Clone, Debug)]
pub struct Customer {
    id: u32,
    url: String,
    person: Person,
    created: OffsetDateTime,
    modified: OffsetDateTime,
}

impl Customer {
    pub(super) fn register(id: u32, url: &str, now: OffsetDateTime) -> Self {
        Self { id, url: url.to_owned(), person: Person::fresh(), created: now, modified: now }
    }

    /// Something about it has changed.
    #[must_use]
    pub fn updated(self, at: OffsetDateTime) -> Self {
        Self { modified: at, ..self }
    }

    /// WooCommerce's id of the account.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What `customer.created` and `customer.updated` say about it.
    pub fn body(&self) -> Bytes {
        let Person { first_name, last_name, email, .. } = &self.person;
        let mut billing = address(&self.person);
        billing["email"] = json!(email);
        as_woocommerce_writes(&json!({
            "id": self.id,
            "date_created": without_zone(self.created),
            "date_created_gmt": without_zone(self.created),
            "date_modified": without_zone(self.modified),
            "date_modified_gmt": without_zone(self.modified),
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "role": "customer",
            "username": email,
            "billing": billing,
            "shipping": address(&self.person),
            "is_paying_customer": false,
            "avatar_url": "https://secure.gravatar.com/avatar/?s=96&d=mm&r=g",
            "meta_data": [],
            "_links": links(&self.url, "customers", self.id),
        }))
    }

    /// Every value in the body that is about the person.
    pub fn people(&self) -> Vec<String> {
        self.person.account()
    }
}

pub(super) fn address(person: &Person) -> Value {
    json!({
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company": "",
        "address_1": person.street,
        "address_2": "",
        "city": person.city,
        "state": "ON",
        "postcode": person.postcode,
        "country": "CA",
        "phone": person.phone,
    })
}
