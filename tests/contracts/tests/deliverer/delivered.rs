//! An event reaches everyone who takes it, once each.

use base64::{Engine, engine::general_purpose::STANDARD};
use contracts::{
    clock,
    entries::{event, noise},
    items::{number, text},
};
use countersign_core::{
    delivery::{End, Handled},
    ports::DeliveryMessage,
    wall_time::{epoch_millis, format},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::site::{Site, about, attempted, to};

#[tokio::test]
async fn an_event_with_one_taker_is_delivered_at_once() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    assert_eq!(site.instance().handle(&message).await.unwrap(), attempted(1, End::Delivered));
    let request = site.warehouse.requests().remove(0);
    assert_eq!((request.answered, request.refused), (Some(200), None));
    assert_eq!(site.warehouse.effects()[0].key, event(1).to_string());
    assert_eq!(site.queued().await, []);
    assert_eq!(site.row().await["state"], text("delivered"));
}

#[tokio::test]
async fn a_partner_is_sent_the_envelope_and_only_its_own_fields() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.instance().handle(&message).await.unwrap();
    let sent: Value = serde_json::from_slice(&site.warehouse.requests()[0].body).unwrap();
    let expected = json!({
        "type": "shopify.orders.create",
        "timestamp": format(clock::now()),
        "store": "shopify#test-shop.myshopify.com",
        "event": event(1).to_string(),
        "data": {"id": 1001, "name": "#1001", "line_items": [{"sku": "TEST-1"}]},
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_message_that_comes_again_does_nothing() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    let instance = site.instance();
    instance.handle(&message).await.unwrap();
    for message in [message, to("warehouse", event(1))] {
        assert_eq!(instance.handle(&message).await.unwrap(), Handled::Settled);
    }
    assert_eq!(site.warehouse.requests().len(), 1);
}

#[tokio::test]
async fn an_event_with_two_takers_becomes_a_message_each() {
    let site = Site::start().await;
    let message = site.took(1, "orders/paid").await;
    let instance = site.instance();
    assert_eq!(instance.handle(&message).await.unwrap(), Handled::FannedOut { partners: 2 });
    assert_eq!(site.rows().await, [], "nobody is claimed for");
    let mut queued = site.queued().await;
    queued.sort_by_key(|message| message.partner.clone());
    assert_eq!(queued, [to("accounting", event(1)), to("warehouse", event(1))]);
    for message in queued {
        let handled = instance.handle(&message).await.unwrap();
        assert!(matches!(handled, Handled::Attempted { number: 1, end: End::Delivered, .. }), "{handled:?}");
    }
    assert_eq!((site.warehouse.effects().len(), site.accounting.effects().len()), (1, 1));
}

#[tokio::test]
async fn pd_084_of_twenty_handlings_at_once_one_is_an_attempt() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    let instances: Vec<_> = (0..20).map(|_| site.instance()).collect();
    let handled = join_all(instances.iter().map(|instance| instance.handle(&message))).await;
    let handled: Vec<_> = handled.into_iter().map(Result::unwrap).collect();
    let attempts = handled.iter().filter(|one| **one == attempted(1, End::Delivered)).count();
    let others = handled.iter().filter(|one| matches!(one, Handled::NotNow(_) | Handled::Settled)).count();
    assert_eq!((attempts, others), (1, 19), "{handled:?}");
    assert_eq!((site.warehouse.requests().len(), site.warehouse.effects().len()), (1, 1));
}

#[tokio::test]
async fn twenty_fan_outs_at_once_deliver_once_to_each_partner() {
    let site = Site::start().await;
    let (message, instance) = (site.took(1, "orders/paid").await, site.instance());
    join_all((0..20).map(|_| instance.handle(&message))).await;
    let queued = site.queued().await;
    assert_eq!(queued.len(), 40);
    join_all(queued.iter().map(|message| instance.handle(message))).await;
    assert_eq!((site.warehouse.requests().len(), site.accounting.requests().len()), (1, 1));
    assert!(site.rows().await.iter().all(|row| row["attempts"] == number(1)));
}

#[tokio::test]
async fn what_nobody_takes_or_nobody_knows_leaves_no_row() {
    let site = Site::start().await;
    let untaken = site.took(1, "orders/updated").await;
    let unknown: DeliveryMessage = about(event(2));
    for (message, handled) in [(untaken, Handled::Nothing), (unknown, Handled::Gone)] {
        assert_eq!(site.instance().handle(&message).await.unwrap(), handled);
    }
    assert_eq!(site.rows().await, []);
}

#[tokio::test]
async fn a_payload_in_pieces_is_delivered_whole() {
    let policy = crate::site::POLICY.replace(r#"["id", "name", "line_items.sku"]"#, r#"["id", "note"]"#);
    let site = Site::with(&policy, contracts::net::credentials("warehouse")).await;
    let body = noise(900_000);
    let message = site.took_body(1, "orders/create", &body).await;
    assert_eq!(site.instance().handle(&message).await.unwrap(), attempted(1, End::Delivered));
    let sent: Value = serde_json::from_slice(&site.warehouse.requests()[0].body).unwrap();
    assert_eq!(sent["data"], serde_json::from_str::<Value>(&body).unwrap());
}

#[tokio::test]
async fn pd_090_during_a_rotation_both_secrets_sign_and_every_attempt_has_its_own_time() {
    let (old, new) = (contracts::net::credentials("warehouse"), whsec("test-new-signing-secret-32-bytes"));
    let site = Site::with(crate::site::POLICY, old).await;
    let both = json!({
        "stage": "local", "api_key": "test-api-key-of-warehouse", "signing_secret": new,
        "previous_signing_secret": local_stack::stores::secrets::signing_secret("warehouse"),
    });
    site.stack.put_secret("countersign/local/partner/warehouse", &both.to_string()).await;
    let message = site.took(1, "orders/create").await;
    site.instance().handle(&message).await.unwrap();
    let request = site.warehouse.requests().remove(0);
    assert_eq!(request.refused, None, "a partner with the older secret alone is content");
    assert_eq!(request.header("webhook-signature").unwrap().split(' ').count(), 2);
    let seconds = (epoch_millis(clock::now()) / 1000).to_string();
    assert_eq!(request.header("webhook-timestamp"), Some(seconds.as_str()));
}

fn whsec(text: &str) -> String {
    format!("whsec_{}", STANDARD.encode(text))
}
