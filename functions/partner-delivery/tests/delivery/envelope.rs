//! What a partner is sent.

use serde_json::{Value, json};

use crate::bench::{Bench, PAID, REFUND, batch};

/// What `partner` is sent of an event: address, key and body.
async fn sent(topic: &str, body: &str, partner: &str) -> (String, String, Value) {
    let (bench, event) = Bench::holding(topic, body).await;
    let message = json!({"event": event.to_string(), "partner": partner}).to_string();
    bench.invoke(&batch(&[("a", 1, &message)])).await.unwrap();
    let request = bench.ports.partners.sent().pop().expect("a request");
    for name in ["idempotency-key", "webhook-id"] {
        let header = request.headers.iter().find(|(header, _)| *header == name);
        assert_eq!(header.map(|(_, value)| value), Some(&event.to_string()));
    }
    let mut body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["event"], event.to_string());
    (request.url, request.api_key, body["data"].take())
}

#[tokio::test]
async fn each_partner_gets_its_own_fields_under_its_own_key() {
    let expected = [
        ("warehouse", json!({"id": 7, "name": "#1001", "line_items": [{"sku": "TEST-1", "quantity": 2}]})),
        (
            "accounting",
            json!({"id": 7, "name": "#1001", "currency": "EUR", "total_price": "26.00", "financial_status": "paid"}),
        ),
        ("mailer", json!({"id": 7, "name": "#1001", "email": "ada@example.com"})),
    ];
    for (partner, data) in expected {
        let (url, key, sent) = sent(PAID.0, PAID.1, partner).await;
        assert_eq!(url, format!("https://{partner}.partner.test/hooks"));
        assert_eq!((key, sent), (format!("test-api-key-of-{partner}"), data));
    }
}

#[tokio::test]
async fn what_no_partner_may_see_reaches_none() {
    let (_, _, refund) = sent(REFUND.0, REFUND.1, "accounting").await;
    assert_eq!(refund["transactions"], json!([{"amount": "1.00", "currency": "EUR"}]));
    assert!(!refund.to_string().contains("private"));
}

#[tokio::test]
async fn a_partner_that_did_not_subscribe_is_sent_nothing() {
    let (bench, event) = Bench::holding(REFUND.0, REFUND.1).await;
    for partner in ["mailer", "stranger"] {
        let message = json!({"event": event.to_string(), "partner": partner}).to_string();
        bench.invoke(&batch(&[("a", 1, &message)])).await.unwrap();
    }
    assert!(bench.ports.partners.sent().is_empty());
}
