use std::{io::Write, time::Duration};

use local_stack::stores::{
    Delivery, now,
    secrets::SHOPIFY_CLIENT_SECRET,
    shopify::{Bulk, Journey, MadeBy, Order, ShopifyStore, Step, Subscription, Texture, new_webhook_id},
};
use serde_json::{Value, json};

use crate::gateway::FakeGateway;

fn store() -> ShopifyStore {
    ShopifyStore::new("stand-in.myshopify.com", SHOPIFY_CLIENT_SECRET)
}

fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

#[tokio::test]
async fn a_delivery_arrives_with_the_classic_headers_and_the_signed_bytes() {
    let (gateway, store) = (FakeGateway::start().await, store());
    let delivery = store.delivery("orders/create", store.order(now()).body(), now());
    let answer = store.send(&gateway.address, &delivery).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, br#"{"result":"accepted"}"#.as_slice()));
    let request = gateway.seen().remove(0);
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/webhooks/shopify/test-door"));
    for (name, value) in &delivery.headers {
        assert_eq!(request.headers()[name], value.as_str());
    }
    assert_eq!(request.body(), &delivery.body);
    assert_eq!(delivery.header("x-shopify-hmac-sha256"), Some(store.sign(&delivery.body).as_str()));
    assert_eq!(delivery.header("X-Shopify-Shop-Domain"), Some("stand-in.myshopify.com"));
    assert_eq!(delivery.header("Content-Type"), Some("application/json"));
}

#[test]
fn every_delivery_has_ids_of_its_own() {
    let store = store();
    let [first, second] = [0, 1].map(|_| store.delivery("shop/update", store.record(now()), now()));
    for name in ["X-Shopify-Webhook-Id", "X-Shopify-Event-Id"] {
        assert_eq!(first.header(name).map(str::len), Some(36));
        assert_ne!(first.header(name), second.header(name));
    }
}

#[test]
fn a_delivery_can_be_forged_replayed_and_swapped() {
    let store = store();
    let genuine = store.delivery("orders/create", store.order(now()).body(), now());
    let forged = genuine.clone().with_body("{}");
    assert_eq!(forged.headers, genuine.headers);
    let id = new_webhook_id();
    let replayed = genuine.clone().with_header("x-shopify-webhook-id", &id);
    assert_eq!(replayed.header("X-Shopify-Webhook-Id"), Some(id.as_str()));
    assert_eq!(replayed.headers.len(), genuine.headers.len());
    let swapped = genuine.clone().with_header("X-Shopify-Topic", "orders/paid");
    assert_eq!((swapped.header("X-Shopify-Topic"), &swapped.body), (Some("orders/paid"), &genuine.body));
    assert_eq!(genuine.clone().without_header("X-SHOPIFY-TOPIC").header("X-Shopify-Topic"), None);
    let doubled: Delivery = genuine.clone().with_further_header("X-Shopify-Topic", "orders/paid");
    assert_eq!(doubled.header("X-Shopify-Topic"), Some("orders/create"));
    assert_eq!(doubled.headers.len(), genuine.headers.len() + 1);
}

#[test]
fn an_order_is_written_as_shopify_writes_it() {
    let order = store().order(now());
    let text = String::from_utf8(order.body().to_vec()).unwrap();
    let body = parsed(text.as_bytes());
    assert_eq!(body["id"], order.id());
    assert!(order.id() > 1 << 53, "an id must not fit into a floating point number");
    assert_eq!(body["admin_graphql_api_id"], format!("gid://shopify/Order/{}", order.id()));
    assert_eq!(body["total_price"], "329.97");
    assert_eq!(body["total_price_set"]["shop_money"], json!({"amount": "329.97", "currency_code": "USD"}));
    assert!(body["updated_at"].as_str().unwrap().ends_with("-05:00"));
    assert!(text.contains(r#""order_status_url":"https:\/\/stand-in.myshopify.com\/"#), "{text}");
    assert!(text.contains(r"\u0026none="), "{text}");
}

#[test]
fn the_status_page_may_be_on_the_shops_own_domain() {
    let store = store().with_custom_domain("shop.example.test");
    let body = parsed(&store.order(now()).body());
    assert!(body["order_status_url"].as_str().unwrap().starts_with("https://shop.example.test/"));
    assert_eq!(parsed(&store.record(now()))["domain"], "shop.example.test");
}

#[test]
fn an_orders_body_follows_its_history() {
    let (placed, later) = (now(), now() + Duration::from_mins(5));
    let order = store().order(placed);
    let state = |order: &Order| {
        let body = parsed(&order.body());
        (body["financial_status"].clone(), body["cancelled_at"].is_null(), body["updated_at"].clone())
    };
    let fresh = state(&order);
    let touched = |status: &str, open: bool| (json!(status), open, state(&order.clone().updated(later)).2);
    assert_eq!((&fresh.0, fresh.1), (&json!("pending"), true));
    assert_ne!(fresh.2, touched("", true).2);
    assert_eq!(state(&order.clone().updated(later)), touched("pending", true));
    assert_eq!(state(&order.clone().paid(later)), touched("paid", true));
    assert_eq!(state(&order.clone().cancelled(later)), touched("voided", false));
}

#[test]
fn a_refund_speaks_of_its_order_and_its_first_line() {
    let order = store().order(now()).paid(now());
    let refund = order.refund(now());
    let body = parsed(&refund.body());
    assert_eq!((&body["id"], &body["order_id"]), (&json!(refund.id()), &json!(order.id())));
    assert_eq!(body["refund_line_items"][0]["subtotal"], json!(89.99));
    assert_eq!(body["transactions"][0]["amount"], "89.99");
    assert_eq!(body["note"], refund.people()[0]);
}

#[test]
fn the_other_topics_name_the_shop_where_shopify_names_it() {
    let store = store();
    let order = store.order(now());
    for body in [store.data_request(&order), store.customer_redact(&order), store.shop_redact()] {
        assert_eq!(parsed(&body)["shop_domain"], "stand-in.myshopify.com");
    }
    assert_eq!(parsed(&store.customer_redact(&order))["orders_to_redact"], json!([order.id()]));
    assert_eq!(parsed(&store.data_request(&order))["orders_requested"], json!([order.id()]));
    assert_eq!(parsed(&store.record(now()))["myshopify_domain"], "stand-in.myshopify.com");
    let scopes = parsed(&store.scopes_update(&["read_orders"], &["read_orders", "write_orders"], now()));
    assert_eq!(scopes["current"], json!(["read_orders", "write_orders"]));
}

/// Each of `people` is somewhere in the body, or a test that looks for them in logs would prove nothing.
fn check_planted(people: &[String], body: &[u8]) {
    let text = parsed(body).to_string();
    for value in people {
        let escaped = json!(value).to_string();
        assert!(text.contains(escaped.trim_matches('"')), "{value} is not in {text}");
    }
}

#[test]
fn every_listed_personal_value_is_really_in_the_body() {
    let store = store();
    let order = store.order(now());
    check_planted(&order.people(), &order.body());
    let refund = order.refund(now());
    check_planted(&refund.people(), &refund.body());
    check_planted(&store.people(), &store.record(now()));
}

#[test]
fn a_body_can_be_made_exactly_as_large_as_wanted() {
    let order = store().order(now());
    for bulk in [Bulk::LineItems, Bulk::NoteAttributes] {
        for texture in [Texture::Compressible, Texture::Incompressible] {
            for size in [20_000, 400_000, 6_000_000] {
                let body = order.body_of(size, bulk, texture).unwrap();
                assert_eq!(body.len(), size, "{bulk:?} {texture:?}");
                assert_eq!(parsed(&body)["total_price"], "329.97");
            }
        }
    }
    assert!(order.body_of(1_000, Bulk::LineItems, Texture::Compressible).is_err());
}

#[test]
fn a_large_body_is_large_where_it_was_asked_to_be() {
    let order = store().order(now());
    let lines = parsed(&order.body_of(400_000, Bulk::LineItems, Texture::Compressible).unwrap());
    assert!(lines["line_items"].as_array().unwrap().len() > 40);
    let notes = parsed(&order.body_of(400_000, Bulk::NoteAttributes, Texture::Compressible).unwrap());
    assert!(notes["note_attributes"].as_array().unwrap().len() > 40);
}

#[test]
fn texture_decides_what_compression_leaves() {
    let order = store().order(now());
    let packed = |texture| {
        let body = order.body_of(400_000, Bulk::NoteAttributes, texture).unwrap();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&body).unwrap();
        packer.finish().unwrap().len()
    };
    assert!(packed(Texture::Compressible) < 20_000);
    assert!(packed(Texture::Incompressible) > 250_000);
}

#[tokio::test]
async fn a_retry_is_the_same_delivery_again() {
    let (gateway, store) = (FakeGateway::start().await, store());
    gateway.answer([500, 302]);
    let mut subscription = Subscription::new(MadeBy::AdminApi);
    let mut journey = Journey::new(store.delivery("shop/update", store.record(now()), now()));
    let mut steps = Vec::new();
    for _ in 0..3 {
        steps.push(subscription.attempt(&store, &gateway.address, &mut journey).await);
    }
    let waits = [1, 2].map(|minutes| Step::RetryAfter(Duration::from_mins(minutes)));
    assert_eq!(steps, [waits[0], waits[1], Step::Delivered]);
    let seen = gateway.seen();
    assert_eq!(seen.len(), 3, "a redirect is not followed");
    assert!(
        seen.iter().all(|request| request.headers() == seen[0].headers() && request.body() == seen[0].body())
    );
}

#[tokio::test]
async fn a_removed_subscription_sends_nothing_any_more() {
    let (gateway, store) = (FakeGateway::start().await, store());
    gateway.answer([503; 8]);
    let mut subscription = Subscription::new(MadeBy::AdminApi);
    let mut journey = Journey::new(store.delivery("shop/update", store.record(now()), now()));
    for _ in 0..9 {
        subscription.attempt(&store, &gateway.address, &mut journey).await;
    }
    assert_eq!(gateway.seen().len(), 8);
}
