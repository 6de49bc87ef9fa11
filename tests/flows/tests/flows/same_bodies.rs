//! Equal bodies that are different events, and equal delivery ids that are different events.

use std::collections::BTreeSet;

use flows::{System, play, taken, text};
use local_stack::stores::{Delivery, now, woocommerce::Webhook};

async fn heads(system: &System, topic: &str) -> Vec<String> {
    let entries = system.entries().await;
    let of_topic = entries.iter().filter(|entry| text(entry, "topic") == topic);
    of_topic.map(|entry| text(entry, "part").to_owned()).collect()
}

#[test]
fn a_second_uninstall_is_recorded_as_the_first_was() {
    play(async |system| {
        system.plant(system.shopify.people());
        let record = system.shopify.record(now());
        // A reinstallation in between changes nothing in the record.
        for _ in 0..2 {
            let delivery = system.shopify.delivery("app/uninstalled", record.clone(), now());
            taken(&system.send(&delivery).await, "accepted");
            taken(&system.send(&delivery).await, "repeat");
        }
        assert_eq!(heads(system, "shopify/app/uninstalled").await, ["head#lifecycle"; 2]);
    });
}

#[test]
fn two_shop_redacts_with_equal_bodies_are_both_recorded() {
    play(async |system| {
        for _ in 0..2 {
            let delivery = system.shopify.delivery("shop/redact", system.shopify.shop_redact(), now());
            taken(&system.send(&delivery).await, "accepted");
        }
        assert_eq!(heads(system, "shopify/shop/redact").await, ["head#lifecycle"; 2]);
    });
}

#[test]
fn an_order_deleted_restored_and_deleted_again_is_three_events_each_delivered() {
    play(async |system| {
        let order = system.woo_order();
        let (deleted, restored) = (Webhook::new(21, "order.deleted"), Webhook::new(22, "order.restored"));
        let later = |seconds| now() + time::Duration::seconds(seconds);
        let store = &system.woocommerce;
        let steps = [
            store.delivery(&deleted, store.deleted(order.id()), later(0)),
            store.delivery(&restored, order.body(), later(1)),
            store.delivery(&deleted, store.deleted(order.id()), later(2)),
        ];
        check_all_delivered(system, &steps).await;
    });
}

#[test]
fn three_orders_of_one_second_share_a_delivery_id_and_are_three_events() {
    play(async |system| {
        let (webhook, second) = (Webhook::new(11, "order.created"), now());
        let order = || system.woocommerce.delivery(&webhook, system.woo_order().body(), second);
        let steps = [order(), order(), order()];
        let ids: BTreeSet<_> =
            steps.iter().map(|step| step.header("x-wc-webhook-delivery-id").unwrap()).collect();
        assert_eq!(ids.len(), 1);
        check_all_delivered(system, &steps).await;
    });
}

#[test]
fn created_and_updated_with_one_body_are_two_events() {
    play(async |system| {
        let order = system.woo_order().paid(now());
        let (created, updated) = (Webhook::new(11, "order.created"), Webhook::new(12, "order.updated"));
        let pair = system.woocommerce.about_paid_order(&order, &created, &updated, now());
        assert_eq!(pair[0].body, pair[1].body);
        check_all_delivered(system, &pair).await;
    });
}

async fn check_all_delivered(system: &System, deliveries: &[Delivery]) {
    let mut events = BTreeSet::new();
    for delivery in deliveries {
        events.insert(taken(&system.woo_send(delivery).await, "accepted"));
    }
    assert_eq!(events.len(), deliveries.len());
    for event in &events {
        assert_eq!(system.effects("warehouse", event).await.len(), 1);
    }
}
