//! Proven, once, minimised.

use serde_json::Value;

use super::{
    scene::{PATIENCE, Scene, found, now, taken},
    screen::Evidence,
};
use crate::lambda::{LogLine, LogMark};

pub(super) async fn accepted(scene: &Scene) -> Evidence {
    let order = scene.shopify.order(now());
    let delivery = scene.shopify.delivery("orders/create", order.body(), now());
    let mark = scene.stack.aws.calls().mark();
    let event = taken(&scene.shopify_sends(&delivery).await?, "accepted")?;
    let calls = scene.stack.aws.calls().since(mark).by("webhook-intake");
    if calls.len() != 1 {
        return Err(format!("expected one AWS call, saw {}: {calls:?}", calls.len()));
    }
    let effects = scene.effects("warehouse", &event).await?;
    let received = String::from_utf8_lossy(&effects[0].body).into_owned();
    if let Some(value) = found(&order.people(), &received) {
        return Err(format!("the partner was told {value:?}"));
    }
    let sent: Value = serde_json::from_slice(&delivery.body).map_err(|error| error.to_string())?;
    let fields: Vec<_> = sent.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let lines = vec![
        format!(
            "200 {event}, with one AWS call: {} on {}",
            calls[0].operation,
            calls[0].target.clone().unwrap_or_default()
        ),
        format!("sent      {:>5} bytes, {} fields: {}", delivery.body.len(), fields.len(), fields.join(" ")),
        format!("received  {:>5} bytes: {received}", received.len()),
    ];
    scene.keep_first(delivery, order.people(), event);
    Ok(lines)
}

pub(super) async fn forged(scene: &Scene) -> Evidence {
    let (delivery, ..) = scene.first()?;
    let mut body = delivery.body.to_vec();
    body.push(b' ');
    let forged = delivery.with_body(body);
    let mark = scene.stack.aws.calls().mark();
    let answer = scene.shopify_sends(&forged).await?;
    let calls = scene.stack.aws.calls().since(mark).by("webhook-intake").len();
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.status != 401 || calls != 0 {
        return Err(format!("expected 401 and no AWS call, got {} {said} and {calls} calls", answer.status));
    }
    Ok(vec![format!("one byte more: 401 {said}, with {calls} AWS calls")])
}

pub(super) async fn repeated(scene: &Scene) -> Evidence {
    let (delivery, _, event) = scene.first()?;
    let again = taken(&scene.shopify_sends(&delivery).await?, "repeat")?;
    once(scene, &event, &again)
}

pub(super) async fn replayed(scene: &Scene) -> Evidence {
    let (delivery, _, event) = scene.first()?;
    let other = crate::stores::shopify::new_webhook_id();
    let replay = delivery.with_header("X-Shopify-Webhook-Id", &other);
    let again = taken(&scene.shopify_sends(&replay).await?, "repeat")?;
    once(scene, &event, &again)
}

fn once(scene: &Scene, event: &str, again: &str) -> Evidence {
    let effects = scene.stack.partner("warehouse").effects();
    let count = effects.iter().filter(|effect| effect.key == event).count();
    if again != event || count != 1 {
        return Err(format!("expected {event} once, got {again} and {count} effects"));
    }
    Ok(vec![format!("200 repeat, the same {event}; the partner still has it once")])
}

pub(super) async fn log_line(scene: &Scene) -> Evidence {
    let (_, people, event) = scene.first()?;
    let is_it = |line: &LogLine| line.text.contains(&event) && line.text.contains("accepted");
    let line = scene.stack.lambda.wait_for_log(PATIENCE, is_it).await.ok_or("the order has no log line")?;
    let all = scene.stack.lambda.logs_since(LogMark::START);
    for other in &all {
        if let Some(value) = found(&people, &other.text) {
            return Err(format!("{} logged {value:?}", other.function));
        }
    }
    let searched = format!(
        "{} log lines searched for the {} personal values of the order: none",
        all.len(),
        people.len()
    );
    Ok([halves(&line.text), vec![searched]].concat())
}

/// A long line is shown whole.
fn halves(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(112).map(|chunk| chunk.iter().collect()).collect()
}
