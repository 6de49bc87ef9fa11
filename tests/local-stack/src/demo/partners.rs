//! Partners on bad days.

use std::time::{Duration, SystemTime};

use super::{
    scene::{PATIENCE, Scene, now, taken},
    screen::Evidence,
};
use crate::{
    lambda::LogLine,
    partner::{Behaviour, Effect},
};

pub(super) async fn down_and_back(scene: &Scene) -> Evidence {
    let warehouse = scene.stack.partner("warehouse");
    warehouse.behave(Behaviour::Down);
    let order = scene.shopify.order(now());
    let delivery = scene.shopify.delivery("orders/create", order.body(), now());
    let event = taken(&scene.shopify_sends(&delivery).await?, "accepted")?;
    let tried = |line: &LogLine| line.text.contains(&event) && line.text.contains("\"waiting\"");
    scene.stack.lambda.wait_for_log(PATIENCE, tried).await.ok_or("no log line of a failed attempt")?;
    warehouse.behave(Behaviour::Up);
    let effects = scene.effects("warehouse", &event).await?;
    let delivered = |line: &LogLine| line.text.contains(&event) && line.text.contains("\"delivered\"");
    let line =
        scene.stack.lambda.wait_for_log(PATIENCE, delivered).await.ok_or("no log line of the delivery")?;
    let log: serde_json::Value = serde_json::from_str(&line.text).unwrap_or_default();
    let attempt = log["attempt"].as_u64().unwrap_or_default();
    if effects.len() != 1 || attempt < 2 {
        return Err(format!(
            "expected one effect after two attempts or more, saw {} after {attempt}",
            effects.len()
        ));
    }
    Ok(vec![format!("{event} waited, and came once, at attempt {attempt}")])
}

pub(super) async fn one_of_three(scene: &Scene) -> Evidence {
    let accounting = scene.stack.partner("accounting");
    accounting.behave(Behaviour::Down);
    let order = scene.shopify.order(now()).paid(now());
    let delivery = scene.shopify.delivery("orders/paid", order.body(), now());
    let sent_at: SystemTime = now().into();
    let event = taken(&scene.shopify_sends(&delivery).await?, "accepted")?;
    let warehouse = waited(&scene.effects("warehouse", &event).await?, sent_at);
    let mailer = waited(&scene.effects("mailer", &event).await?, sent_at);
    accounting.behave(Behaviour::Up);
    let effects = scene.effects("accounting", &event).await?;
    let late = waited(&effects, sent_at);
    if effects.len() != 1 || warehouse.max(mailer) >= late {
        return Err(format!("expected the two others first: {warehouse:?}, {mailer:?}, then {late:?}"));
    }
    let (warehouse, mailer, late) = (warehouse.as_millis(), mailer.as_millis(), late.as_millis());
    Ok(vec![format!(
        "warehouse after {warehouse} ms, mailer after {mailer} ms; accounting, down until then, after {late} ms"
    )])
}

fn waited(effects: &[Effect], since: SystemTime) -> Duration {
    effects.first().and_then(|effect| effect.at.duration_since(since).ok()).unwrap_or_default()
}
