//! PD-078: each partner of the local stack sees the fields of its own list, whatever else an event holds.

use contracts::net::credentials;
use local_stack::partner::Partner;
use serde_json::{Value, json};

use crate::site::Site;

const POLICY: &str = include_str!("../../../../config/local.toml");

/// An order with more in it than anybody may see.
fn order() -> Value {
    json!({
        "id": 1001, "name": "#1001", "currency": "EUR", "total_price": "12.00", "total_tax": "2.00",
        "financial_status": "paid", "email": "person@example.com", "customer_locale": "en",
        "phone": "not-for-anyone", "customer": {"first_name": "not-for-anyone"}, "note": "not-for-anyone",
        "line_items": [{"id": 1, "sku": "TEST-1", "quantity": 2, "price": "not-for-anyone"}],
        "shipping_address": {"zip": "not-for-anyone", "name": "not-for-anyone"},
    })
}

/// What a partner was sent as the data of its only event.
fn data(partner: &Partner) -> Value {
    let requests = partner.requests();
    assert_eq!(requests.len(), 1);
    assert!(!String::from_utf8_lossy(&requests[0].body).contains("not-for-anyone"));
    serde_json::from_slice::<Value>(&requests[0].body).unwrap()["data"].clone()
}

#[tokio::test]
async fn pd_078_a_partner_sees_its_own_fields_and_no_others() {
    let site = Site::with(POLICY, credentials("warehouse")).await;
    let message = site.took_body(1, "orders/paid", &order().to_string()).await;
    site.instance().handle(&message).await.unwrap();
    for message in site.queued().await {
        // The mailer is not there; what it would see is no other partner's business.
        site.instance().handle(&message).await.unwrap();
    }
    let expected = json!({"id": 1001, "name": "#1001", "line_items": [{"sku": "TEST-1", "quantity": 2}]});
    assert_eq!(data(&site.warehouse), expected);
    let expected = json!({
        "id": 1001, "name": "#1001", "currency": "EUR", "total_price": "12.00", "total_tax": "2.00",
        "financial_status": "paid",
    });
    assert_eq!(data(&site.accounting), expected);
}
