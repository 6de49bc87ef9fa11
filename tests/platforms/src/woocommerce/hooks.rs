//! Webhooks, as the REST API makes and shows them.

use serde_json::{Value, json};
use url::Url;

use super::{RestError, Store};

/// Whether a webhook sends anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookStatus {
    /// It does.
    Active,
    /// Somebody has paused it.
    Paused,
    /// It has failed too often, or was switched off.
    Disabled,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its number.
    pub id: u64,
    /// As people see it.
    pub name: String,
    /// For example `order.updated`.
    pub topic: String,
    /// Where it goes.
    pub delivery_url: String,
    /// What it signs with. The API takes it and never shows it.
    pub secret: String,
    /// Whether it sends.
    pub status: HookStatus,
}

impl HookStatus {
    fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Paused, Self::Disabled].into_iter().find(|one| one.as_str() == text)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }
}

impl Hook {
    /// What the API shows of it.
    pub fn shown(&self) -> Value {
        let (resource, event) = self.topic.split_once('.').unwrap_or((&self.topic, ""));
        json!({
            "id": self.id,
            "name": self.name,
            "status": self.status.as_str(),
            "topic": self.topic,
            "resource": resource,
            "event": event,
            "hooks": [],
            "delivery_url": self.delivery_url,
            "date_created": "2026-11-22T10:00:00",
            "date_created_gmt": "2026-11-22T10:00:00",
            "date_modified": "2026-11-22T10:00:00",
            "date_modified_gmt": "2026-11-22T10:00:00",
        })
    }
}

impl Store {
    /// `POST /webhooks`. Two of one topic and address are nothing unusual to the shop.
    pub fn create_hook(&mut self, asked: &Value) -> Result<&Hook, RestError> {
        let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
        let topic = valid_topic(&text("topic")).ok_or(invalid(
            "woocommerce_rest_shop_webhook_invalid_topic",
            "Webhook topic is required and must be valid.",
        ))?;
        let delivery_url = valid_address(&text("delivery_url")).ok_or(ADDRESS)?;
        self.hook_numbers += 1;
        let secret = Some(text("secret")).filter(|secret| !secret.is_empty());
        let secret = secret.unwrap_or_else(|| self.mint.digits("generated-"));
        self.mint.note(&secret);
        let name = Some(text("name")).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| "Webhook created on Nov 22, 2026 @ 10:00 AM".to_owned());
        let id = self.hook_numbers;
        self.hooks.push(Hook { id, name, topic, delivery_url, secret, status: HookStatus::Active });
        Ok(&self.hooks[self.hooks.len() - 1])
    }

    /// `PUT /webhooks/<id>`: whatever is named is changed. There is one secret at a time.
    pub fn update_hook(&mut self, id: u64, asked: &Value) -> Result<&Hook, RestError> {
        let gone = invalid("woocommerce_rest_shop_webhook_invalid_id", "ID is invalid.");
        let at = self.hooks.iter().position(|hook| hook.id == id).ok_or(gone)?;
        let hook = &mut self.hooks[at];
        let text = |name: &str| asked[name].as_str().filter(|text| !text.is_empty());
        if let Some(topic) = text("topic") {
            let wrong =
                invalid("woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic must be valid.");
            hook.topic = valid_topic(topic).ok_or(wrong)?;
        }
        if let Some(url) = text("delivery_url") {
            hook.delivery_url = valid_address(url).ok_or(ADDRESS)?;
        }
        if let Some(status) = text("status") {
            let wrong =
                invalid("woocommerce_rest_shop_webhook_invalid_status", "Webhook status must be valid.");
            hook.status = HookStatus::parse(status).ok_or(wrong)?;
        }
        if let Some(secret) = text("secret") {
            secret.clone_into(&mut hook.secret);
            self.mint.note(secret);
        }
        Ok(&self.hooks[at])
    }

    /// `GET /webhooks/<id>`.
    pub fn hook(&self, id: u64) -> Result<&Hook, RestError> {
        let found = self.hooks.iter().find(|hook| hook.id == id);
        found.ok_or(RestError {
            status: 404,
            ..invalid("woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
        })
    }

    /// `DELETE /webhooks/<id>`, which is refused without `force`.
    pub fn delete_hook(&mut self, id: u64, force: bool) -> Result<Hook, RestError> {
        if !force {
            let message = "Webhooks do not support trashing.";
            return Err(RestError { status: 501, code: "woocommerce_rest_trash_not_supported", message });
        }
        let hook = self.hook(id)?.clone();
        self.hooks.retain(|other| other.id != id);
        Ok(hook)
    }
}

const ADDRESS: RestError = invalid(
    "woocommerce_rest_shop_webhook_invalid_delivery_url",
    "Webhook delivery URL must be a valid URL starting with http:// or https://.",
);

const fn invalid(code: &'static str, message: &'static str) -> RestError {
    RestError { status: 400, code, message }
}

fn valid_topic(topic: &str) -> Option<String> {
    let topic = topic.to_ascii_lowercase();
    let (resource, event) = topic.split_once('.')?;
    let of_object = ["coupon", "customer", "order", "product"].contains(&resource)
        && ["created", "updated", "deleted", "restored"].contains(&event);
    let of_action = resource == "action" && (event.starts_with("woocommerce_") || event.starts_with("wc_"));
    (of_object || of_action).then_some(topic)
}

fn valid_address(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    ["http", "https"].contains(&parsed.scheme()).then(|| url.to_owned())
}
