//! The stage of the story: the system, two stores, and what every line needs of them.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    partner::Effect,
    stack::{Stack, StackOptions, StartError},
    stores::{self, Answer, Delivery, Gateway, shopify::ShopifyStore, woocommerce::WooStore},
};

/// Longer than any line takes on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The running system and those who use it.
pub(super) struct Scene {
    pub(super) stack: Stack,
    pub(super) gateway: Gateway,
    pub(super) shopify: ShopifyStore,
    pub(super) woocommerce: WooStore,
    /// The first order, which several lines look at, with the personal values in it.
    first: Mutex<Option<(Delivery, Vec<String>, String)>>,
}

impl Scene {
    pub(super) async fn start(options: StackOptions) -> Result<Self, StartError> {
        let stack = Stack::start(options).await?;
        let scene = Self {
            gateway: stack.gateway(),
            shopify: ShopifyStore::new("acme-demo.myshopify.com", &stack.secrets.shopify_client_secret),
            woocommerce: WooStore::new(
                "store-1",
                "https://shop.example.test",
                &stack.secrets.woocommerce_master,
            ),
            stack,
            first: Mutex::new(None),
        };
        scene.warm_up().await;
        Ok(scene)
    }

    /// A ping starts an instance of the function and changes nothing, so that the next line shows a warm one.
    async fn warm_up(&self) {
        let ping = self.woocommerce.ping(&stores::woocommerce::Webhook::new(1, "order.created"));
        drop(self.woocommerce.send(&self.gateway, &ping).await);
    }

    pub(super) async fn stop(self) -> Result<(), StartError> {
        self.stack.stop().await
    }

    /// What runs, in one line.
    pub(super) fn summary(&self) -> String {
        let template = &self.stack.template;
        let counted =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let parts = [
            counted(template.functions.len(), "function"),
            counted(template.routes.len(), "route"),
            counted(template.tables.len(), "table"),
            counted(template.queues.len(), "queue"),
            counted(template.pipes.len(), "pipe"),
            counted(template.schedules.len(), "schedule"),
        ];
        let partners = self.stack.partners().count();
        format!("Running here, from template.yaml: {}; and {partners} partners behind TLS.", parts.join(", "))
    }

    pub(super) fn keep_first(&self, delivery: Delivery, people: Vec<String>, event: String) {
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some((delivery, people, event));
    }

    /// The first order's delivery, people and event.
    pub(super) fn first(&self) -> Result<(Delivery, Vec<String>, String), String> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).clone();
        first.ok_or_else(|| "there was no first order".to_owned())
    }

    pub(super) async fn shopify_sends(&self, delivery: &Delivery) -> Result<Answer, String> {
        self.shopify.send(&self.gateway, delivery).await.map_err(|none| format!("no answer: {none}"))
    }

    pub(super) async fn woocommerce_sends(&self, delivery: &Delivery) -> Result<Answer, String> {
        self.woocommerce.send(&self.gateway, delivery).await.map_err(|none| format!("no answer: {none}"))
    }

    /// The effects of one event at a partner, once there is one.
    pub(super) async fn effects(&self, partner: &str, event: &str) -> Result<Vec<Effect>, String> {
        let done = |effects: &[Effect]| effects.iter().any(|effect| effect.key == event);
        let waited = self.stack.partner(partner).wait_until(PATIENCE, |ledger| done(&ledger.effects)).await;
        let ledger = waited.map_err(|vain| vain.to_string())?;
        Ok(ledger.effects.into_iter().filter(|effect| effect.key == event).collect())
    }
}

/// The event of an accepted delivery, if the answer is the one expected.
pub(super) fn taken(answer: &Answer, result: &str) -> Result<String, String> {
    let body = String::from_utf8_lossy(&answer.body);
    let said: Value = serde_json::from_str(&body).unwrap_or_default();
    match (answer.status, said["result"].as_str(), said["event"].as_str()) {
        (200, Some(word), Some(event)) if word == result => Ok(event.to_owned()),
        _ => Err(format!("expected 200 {result}, got {} {body}", answer.status)),
    }
}

pub(super) fn now() -> OffsetDateTime {
    stores::now()
}

/// One of `values` that stands in `text`.
pub(super) fn found<'v>(values: &'v [String], text: &str) -> Option<&'v String> {
    values.iter().find(|value| text.contains(value.as_str()))
}
