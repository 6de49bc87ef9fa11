//! Partners are told what they subscribed to, and not one field more.

use flows::{Policy, Subscription, System, play, taken};
use local_stack::stores::{
    Delivery, now,
    woocommerce::{Webhook, WooStore},
};
use serde_json::{Map, Value};

/// Put into every object of every body.
const CANARY: &str = "canary-in-every-object";

/// A genuine body on `topic` of the platform, without its store.
fn body(system: &System, platform: &str, topic: &str) -> Value {
    let (shopify, woo) = (&system.shopify, &system.woocommerce);
    let bytes = match (platform, topic) {
        ("shopify", "refunds/create") => {
            let refund = system.order().paid(now()).refund(now());
            system.plant(refund.people());
            refund.body()
        }
        ("shopify", "shop/update") => {
            system.plant(shopify.people());
            shopify.record(now())
        }
        ("shopify", topic) => system.order_on(topic).body,
        (_, "order.deleted") => woo.deleted(system.woo_order().id()),
        (_, "product.updated") => woo.product(now()).body(),
        (_, topic) if topic.starts_with("customer.") => {
            let customer = woo.customer(now());
            system.plant(customer.people());
            customer.body()
        }
        _ => system.woo_order().body(),
    };
    serde_json::from_slice(&bytes).unwrap()
}

fn salted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let own = [("canary".to_owned(), CANARY.into())];
            own.into_iter().chain(object.into_iter().map(|(name, value)| (name, salted(value)))).collect()
        }
        Value::Array(items) => items.into_iter().map(salted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// What the paths allow of `value`, worked out without the product's code.
fn allowed(value: &Value, paths: &[&str]) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| allowed(item, paths)).collect(),
        Value::Object(object) => {
            let mut kept = Map::new();
            for (name, value) in object {
                if paths.contains(&name.as_str()) {
                    kept.insert(name.clone(), value.clone());
                    continue;
                }
                let inner =
                    paths.iter().filter_map(|path| path.strip_prefix(name.as_str())?.strip_prefix('.'));
                let inner: Vec<_> = inner.collect();
                if !inner.is_empty() {
                    kept.insert(name.clone(), allowed(value, &inner));
                }
            }
            Value::Object(kept)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

fn delivery(system: &System, platform: &str, topic: &str, body: &Value) -> Delivery {
    let bytes = body.to_string().into();
    match platform {
        "shopify" => system.shopify.delivery(topic, bytes, now()),
        _ => system.woocommerce.delivery(&Webhook::new(11, topic), bytes, now()),
    }
}

async fn check(system: &System, one: &Subscription) {
    let Subscription { partner, topic, fields } = one;
    let (platform, name) = topic.split_once('/').unwrap();
    let body = salted(body(system, platform, name));
    let delivery = delivery(system, platform, name, &body);
    let answer = match platform {
        "shopify" => system.send(&delivery).await,
        _ => system.woo_send(&delivery).await,
    };
    let event = taken(&answer, "accepted");
    let effects = system.effects(partner, &event).await;
    let told: Value = serde_json::from_slice(&effects[0].body).unwrap();
    let paths: Vec<_> = fields.iter().map(String::as_str).collect();
    assert_eq!(told["data"], allowed(&body, &paths), "{partner} on {topic}");
    assert!(told["data"].as_object().is_some_and(|data| !data.is_empty()), "{partner} on {topic}: nothing");
}

#[test]
fn every_partner_gets_its_fields_of_every_topic_it_subscribed_to_and_no_other() {
    play(async |system| {
        let policy = Policy::read();
        for subscription in policy.subscriptions() {
            check(system, subscription).await;
        }
        assert!(policy.subscriptions().len() >= 15);
    });
}

#[test]
fn a_store_that_was_disconnected_is_handed_on_no_more() {
    play(async |system| {
        system.expects_error("store_disconnected");
        let store: &WooStore = &system.woocommerce;
        let table = system.stack().table("Connections");
        let text = |value: &str| aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned());
        let put = system.stack().aws.dynamodb().put_item().table_name(table);
        let put = put.item("store", text(&format!("woocommerce#{}", store.id())));
        put.item("status", text("disconnected")).send().await.unwrap();
        let order = store.delivery(&Webhook::new(11, "order.created"), system.woo_order().body(), now());
        let event = taken(&system.woo_send(&order).await, "accepted");
        system.expects_unsettled(&event, "warehouse");
        system.row(&event, "warehouse", "dead").await;
        assert_eq!(system.partner("warehouse").ledger().connections, 0);
    });
}
