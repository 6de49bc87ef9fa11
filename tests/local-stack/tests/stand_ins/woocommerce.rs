use std::time::Duration;

use local_stack::stores::{
    now,
    secrets::WOOCOMMERCE_MASTER,
    woocommerce::{Status, Webhook, WooStore},
};
use serde_json::{Value, json};

use crate::gateway::FakeGateway;

fn store() -> WooStore {
    WooStore::new("store-1", "https://shop.example.test", WOOCOMMERCE_MASTER)
}

fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

#[tokio::test]
async fn a_delivery_arrives_with_woocommerces_headers_and_the_signed_bytes() {
    let (gateway, store) = (FakeGateway::start().await, store());
    let webhook = Webhook::new(11, "order.created");
    let delivery = store.delivery(&webhook, store.order(now()).body(), now());
    store.send(&gateway.address, &delivery).await.unwrap();
    let request = gateway.seen().remove(0);
    assert_eq!(request.uri().path(), "/webhooks/woocommerce/test-door/store-1");
    assert_eq!(request.body(), &delivery.body);
    let expected = [
        ("user-agent", "WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)"),
        ("content-type", "application/json"),
        ("x-wc-webhook-source", "https://shop.example.test/"),
        ("x-wc-webhook-topic", "order.created"),
        ("x-wc-webhook-resource", "order"),
        ("x-wc-webhook-event", "created"),
        ("x-wc-webhook-signature", &store.sign(&delivery.body)),
        ("x-wc-webhook-id", "11"),
        ("connection", "close"),
    ];
    for (name, value) in expected {
        assert_eq!(request.headers()[name], value);
    }
    assert_eq!(request.headers()["x-wc-webhook-delivery-id"].len(), 32);
}

#[test]
fn two_stores_have_two_secrets() {
    let [one, other] =
        ["store-1", "store-2"].map(|id| WooStore::new(id, "https://a.test", WOOCOMMERCE_MASTER));
    assert_ne!(one.secret(), other.secret());
    assert_ne!(one.sign(b"{}"), other.sign(b"{}"));
}

#[test]
fn deliveries_of_one_webhook_in_one_second_share_their_delivery_id() {
    let store = store();
    let (webhook, other) = (Webhook::new(11, "order.created"), Webhook::new(12, "order.updated"));
    let second = now().replace_nanosecond(0).unwrap();
    let id = |webhook: &Webhook, at| {
        let delivery = store.delivery(webhook, store.order(at).body(), at);
        delivery.header("X-WC-Webhook-Delivery-ID").unwrap().to_owned()
    };
    assert_eq!(id(&webhook, second), id(&webhook, second + Duration::from_millis(999)));
    assert_ne!(id(&webhook, second), id(&webhook, second + Duration::from_secs(1)));
    assert_ne!(id(&webhook, second), id(&other, second));
}

#[test]
fn an_order_is_written_as_php_writes_it() {
    let order = store().order(now());
    let text = String::from_utf8(order.body().to_vec()).unwrap();
    assert!(text.is_ascii());
    assert!(text.contains(r"Kaffee \u00dcn\u00efcode \u2615 <b>\/path"), "{text}");
    assert!(text.contains(r"https:\/\/shop.example.test\/checkout\/"), "{text}");
    let body = parsed(text.as_bytes());
    assert_eq!((&body["total"], &body["number"]), (&json!("24.70"), &json!(order.id().to_string())));
    assert_eq!(body["line_items"][0]["price"], json!(9.9));
    let modified = body["date_modified_gmt"].as_str().unwrap();
    assert!(modified.len() == 19 && modified.as_bytes()[10] == b'T', "{modified}");
}

#[test]
fn an_orders_body_follows_its_history() {
    let later = now() + Duration::from_mins(5);
    let order = store().order(now());
    let before = parsed(&order.body());
    let paid = parsed(&order.clone().paid(later).body());
    assert_eq!((&before["status"], &paid["status"]), (&json!("pending"), &json!("processing")));
    assert!(before["date_paid"].is_null() && !paid["date_paid_gmt"].is_null());
    assert_ne!(before["date_modified_gmt"], paid["date_modified_gmt"]);
    let refunded = parsed(&order.refunded(300, "broken", later).body());
    assert_eq!(
        (&refunded["refunds"][0]["total"], &refunded["refunds"][0]["reason"]),
        (&json!("-3.00"), &json!("broken"))
    );
}

#[test]
fn a_paid_order_is_told_twice_in_the_same_words() {
    let store = store();
    let (created, updated) = (Webhook::new(11, "order.created"), Webhook::new(12, "order.updated"));
    let order = store.order(now()).paid(now());
    let [first, second] = store.about_paid_order(&order, &created, &updated, now());
    assert_eq!((&first.body, first.header("X-WC-Webhook-Topic")), (&second.body, Some("order.created")));
    assert_eq!(second.header("X-WC-Webhook-Topic"), Some("order.updated"));
}

#[test]
fn every_listed_personal_value_is_really_in_the_body() {
    let store = store();
    let (order, customer) = (store.order(now()), store.customer(now()));
    for (people, body) in [(order.people(), order.body()), (customer.people(), customer.body())] {
        let text = parsed(&body).to_string();
        for value in people {
            assert!(text.contains(&value), "{value} is not in {text}");
        }
    }
}

#[test]
fn what_is_deleted_is_only_named() {
    assert_eq!(store().deleted(14), r#"{"id":14}"#);
}

#[test]
fn customers_and_products_change_and_keep_their_numbers() {
    let (store, later) = (store(), now() + Duration::from_mins(5));
    let (customer, product) = (store.customer(now()), store.product(now()));
    let histories = [
        (customer.id(), customer.body(), customer.clone().updated(later).body()),
        (product.id(), product.body(), product.clone().updated(later).body()),
    ];
    for (id, before, after) in histories {
        let (before, after) = (parsed(&before), parsed(&after));
        assert_eq!((&before["id"], &after["id"]), (&json!(id), &json!(id)));
        assert_ne!(before["date_modified_gmt"], after["date_modified_gmt"]);
    }
    assert_ne!(customer.id(), product.id());
}

#[test]
fn a_webhook_whose_owner_lost_their_rights_says_so_under_a_genuine_signature() {
    let store = store();
    let delivery = store.delivery(&Webhook::new(11, "order.updated"), store.not_allowed(), now());
    let body = parsed(&delivery.body);
    assert_eq!(
        (&body["code"], &body["data"]["status"]),
        (&json!("woocommerce_rest_cannot_view"), &json!(401))
    );
    assert_eq!(delivery.header("X-WC-Webhook-Signature"), Some(store.sign(&delivery.body).as_str()));
}

#[tokio::test]
async fn activation_sends_an_unsigned_form_and_nothing_of_woocommerces_own() {
    let (gateway, store) = (FakeGateway::start().await, store());
    let mut webhook = Webhook::new(11, "order.created");
    webhook.activate(&store, &gateway.address).await.unwrap();
    let ping = gateway.seen().remove(0);
    assert_eq!(ping.body(), "webhook_id=11");
    assert_eq!(ping.headers()["content-type"], "application/x-www-form-urlencoded");
    assert!(ping.headers().keys().all(|name| !name.as_str().starts_with("x-wc-")));
}

/// How many requests each step makes: activation, then three deliveries, while the gateway answers `statuses`.
async fn requests_per_step(statuses: [u16; 7]) -> [usize; 4] {
    let (gateway, store) = (FakeGateway::start().await, store());
    gateway.answer(statuses);
    let mut webhook = Webhook::new(11, "order.created");
    webhook.activate(&store, &gateway.address).await.unwrap();
    let mut counts = [gateway.seen().len(), 0, 0, 0];
    for count in &mut counts[1..] {
        let delivery = store.delivery(&webhook, store.order(now()).body(), now());
        webhook.deliver(&store, &gateway.address, &delivery).await.unwrap();
        *count = gateway.seen().len();
    }
    counts
}

#[tokio::test]
async fn a_ping_is_repeated_after_each_delivery_until_it_is_answered_with_exactly_200() {
    assert_eq!(requests_per_step([200; 7]).await, [1, 1, 1, 1]);
    assert_eq!(requests_per_step([202; 7]).await, [1, 2, 2, 2]);
    assert_eq!(requests_per_step([204, 200, 404, 500, 200, 200, 200]).await, [1, 2, 2, 1]);
}

#[tokio::test]
async fn nothing_is_ever_sent_twice_and_after_seven_failures_nothing_at_all() {
    let (gateway, store) = (FakeGateway::start().await, store());
    let mut webhook = Webhook::new(11, "order.created");
    webhook.activate(&store, &gateway.address).await.unwrap();
    gateway.answer([500; 7]);
    let mut sent = 0;
    for _ in 0..9 {
        let delivery = store.delivery(&webhook, store.order(now()).body(), now());
        sent += usize::from(webhook.deliver(&store, &gateway.address, &delivery).await.is_some());
    }
    assert_eq!((sent, gateway.seen().len()), (7, 1 + 7));
    assert_eq!((webhook.status(), webhook.failures()), (Status::Disabled, 6));
}
