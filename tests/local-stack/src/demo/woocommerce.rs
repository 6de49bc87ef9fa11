//! WooCommerce's peculiarities.

use super::{
    scene::{Scene, now, taken},
    screen::Evidence,
};
use crate::stores::woocommerce::Webhook;

pub(super) async fn same_second(scene: &Scene) -> Evidence {
    let (webhook, second) = (Webhook::new(11, "order.created"), now());
    let mut ids = Vec::new();
    let mut events = Vec::new();
    for _ in 0..3 {
        let order = scene.woocommerce.order(second);
        let delivery = scene.woocommerce.delivery(&webhook, order.body(), second);
        ids.push(delivery.header("x-wc-webhook-delivery-id").unwrap_or_default().to_owned());
        events.push(taken(&scene.woocommerce_sends(&delivery).await?, "accepted")?);
    }
    for event in &events {
        scene.effects("warehouse", event).await?;
    }
    ids.dedup();
    events.sort();
    events.dedup();
    if ids.len() != 1 || events.len() != 3 {
        return Err(format!("expected one delivery id and three events, got {ids:?} and {events:?}"));
    }
    Ok(vec![format!("Delivery-ID {}: three bodies, three events, all three at the partner", ids[0])])
}

pub(super) async fn ping(scene: &Scene) -> Evidence {
    let ping = scene.woocommerce.ping(&Webhook::new(11, "order.created"));
    let answer = scene.woocommerce_sends(&ping).await?;
    if answer.status != 200 || !answer.body.is_empty() {
        return Err(format!("expected an empty 200, got {} with {} bytes", answer.status, answer.body.len()));
    }
    let said = String::from_utf8_lossy(&ping.body).into_owned();
    Ok(vec![format!("{said} without a signature: 200, empty, and nothing else happens")])
}
