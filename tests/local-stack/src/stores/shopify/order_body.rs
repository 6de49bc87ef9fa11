use serde_json::{Map, Value, json};

use super::{
    Order,
    line::{Line, in_both_currencies},
    store::gid,
};
use crate::stores::{Person, money, times::on_the_shops_clock};

impl Order {
    /// The order in the field names of API version 2026-10.
    pub(super) fn to_json(&self) -> Value {
        let parts =
            [self.identity(), self.state(), self.origin(), self.contact(), self.content(), self.amounts()];
        parts.into_iter().flatten().collect()
    }

    fn identity(&self) -> Map<String, Value> {
        object(json!({
            "id": self.id,
            "admin_graphql_api_id": gid("Order", self.id),
            "app_id": 580_111,
            "cart_token": null,
            "checkout_token": null,
            "confirmation_number": null,
            "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
            "name": format!("#{}", self.number),
            "number": self.number - 1000,
            "order_number": self.number,
            "order_status_url": self.status_url,
            "po_number": null,
            "token": self.token,
        }))
    }

    fn state(&self) -> Map<String, Value> {
        object(json!({
            "cancel_reason": self.cancelled_at.map(|_| "customer"),
            "cancelled_at": self.cancelled_at.map(on_the_shops_clock),
            "closed_at": null,
            "confirmed": true,
            "created_at": on_the_shops_clock(self.created_at),
            "financial_status": self.financial_status(),
            "fulfillment_status": null,
            "fulfillments": [],
            "payment_gateway_names": ["bogus"],
            "processed_at": on_the_shops_clock(self.created_at),
            "refunds": [],
            "test": true,
            "updated_at": on_the_shops_clock(self.updated_at),
        }))
    }

    fn financial_status(&self) -> &'static str {
        match (self.paid, self.cancelled_at) {
            (true, _) => "paid",
            (false, Some(_)) => "voided",
            (false, None) => "pending",
        }
    }

    fn origin(&self) -> Map<String, Value> {
        object(json!({
            "client_details": {"browser_ip": self.customer.ip, "user_agent": "Mozilla/5.0", "accept_language": "de"},
            "device_id": null,
            "landing_site": "/",
            "location_id": null,
            "referring_site": null,
            "source_identifier": null,
            "source_name": "web",
            "source_url": null,
            "tags": "tag1, tag2",
            "user_id": null,
        }))
    }

    fn contact(&self) -> Map<String, Value> {
        let Person { email, phone, note, ip, .. } = &self.customer;
        object(json!({
            "billing_address": address(&self.customer),
            "browser_ip": ip,
            "buyer_accepts_marketing": false,
            "contact_email": email,
            "customer": self.customer(),
            "customer_locale": "de",
            "email": email,
            "note": note,
            "note_attributes": self.attributes,
            "phone": phone,
            "shipping_address": address(&self.customer),
        }))
    }

    fn customer(&self) -> Value {
        let Person { first_name, last_name, email, phone, .. } = &self.customer;
        json!({
            "id": self.customer_id,
            "admin_graphql_api_id": gid("Customer", self.customer_id),
            "created_at": on_the_shops_clock(self.created_at),
            "currency": "USD",
            "default_address": address(&self.customer),
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "note": null,
            "phone": phone,
            "state": "disabled",
            "tax_exempt": false,
            "updated_at": on_the_shops_clock(self.updated_at),
            "verified_email": true,
        })
    }

    fn content(&self) -> Map<String, Value> {
        object(json!({
            "discount_applications": [],
            "discount_codes": [],
            "line_items": self.lines.iter().map(Line::body).collect::<Vec<_>>(),
            "shipping_lines": [],
            "tax_exempt": false,
            "tax_lines": [],
            "taxes_included": false,
            "total_weight": 300,
        }))
    }

    fn amounts(&self) -> Map<String, Value> {
        let total = self.lines.iter().map(Line::total).sum();
        let outstanding = if self.paid { 0 } else { total };
        let mut amounts = object(json!({
            "currency": "USD",
            "presentment_currency": "USD",
            "total_outstanding": money::amount(outstanding),
            "total_shipping_price_set": in_both_currencies(0),
            "total_tip_received": "0.00",
        }));
        let sums = [("subtotal_price", total), ("total_discounts", 0), ("total_line_items_price", total)];
        let current =
            [("current_subtotal_price", total), ("current_total_price", total), ("current_total_tax", 0)];
        for (name, cents) in sums.into_iter().chain(current).chain([("total_price", total), ("total_tax", 0)])
        {
            amounts.insert(name.to_owned(), money::amount(cents).into());
            amounts.insert(format!("{name}_set"), in_both_currencies(cents));
        }
        amounts
    }
}

fn address(person: &Person) -> Value {
    json!({
        "address1": person.street,
        "address2": null,
        "city": person.city,
        "company": null,
        "country": "Canada",
        "country_code": "CA",
        "first_name": person.first_name,
        "last_name": person.last_name,
        "latitude": null,
        "longitude": null,
        "name": person.name(),
        "phone": person.phone,
        "province": "Ontario",
        "province_code": "ON",
        "zip": person.postcode,
    })
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}
