//! What the fields of the roots hold. Values are whole; what was not asked for is left out afterwards.

use platforms::shopify::{Hook, NewHook, Shop, SubscribeError, TOPICS, UserError};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{VERSIONS, document::Fault};

const MOST: u64 = 250;
const GID: &str = "gid://shopify/WebhookSubscription/";

pub(super) struct Resolver<'p> {
    pub(super) shop: &'p mut Shop,
    pub(super) domain: &'p str,
    pub(super) now: u64,
}

impl Resolver<'_> {
    /// The field of a root, which is known to exist.
    pub(super) fn field(&mut self, name: &str, arguments: &Value) -> Result<Value, Fault> {
        match name {
            "shop" => Ok(self.shop()),
            "currentAppInstallation" => Ok(self.installation()),
            "publicApiVersions" => Ok(VERSIONS.map(version).to_vec().into()),
            "webhookSubscription" => Ok(self.find(arguments).map_or(Value::Null, shown)),
            "webhookSubscriptions" => self.subscriptions(arguments),
            "webhookSubscriptionCreate" => self.subscribe(arguments),
            "webhookSubscriptionDelete" => Ok(self.unsubscribe(arguments)),
            _ => Ok(Value::Null),
        }
    }

    fn shop(&self) -> Value {
        let name = self.domain.split('.').next().unwrap_or_default();
        json!({
            "id": "gid://shopify/Shop/548380009",
            "name": name,
            "myshopifyDomain": self.domain,
            "currencyCode": "EUR",
            "plan": {"publicDisplayName": "Basic", "shopifyPlus": false},
        })
    }

    fn installation(&self) -> Value {
        let scope = |handle: String| json!({"description": format!("Allows {handle}"), "handle": handle});
        let scopes: Vec<_> = self.shop.scopes.handles().map(scope).collect();
        json!({"id": "gid://shopify/AppInstallation/1", "accessScopes": scopes})
    }

    fn find(&self, arguments: &Value) -> Option<&Hook> {
        let id = number(&arguments["id"])?;
        self.shop.hooks.iter().find(|hook| hook.id == id)
    }

    fn subscriptions(&self, arguments: &Value) -> Result<Value, Fault> {
        let first = arguments["first"].as_u64().filter(|first| (1..=MOST).contains(first));
        let first = first.ok_or_else(|| {
            Fault::new("BAD_REQUEST", "you must provide one of first or last, from 1 to 250".to_owned())
        })?;
        let after = arguments["after"].as_str().and_then(|cursor| cursor.parse::<u64>().ok()).unwrap_or(0);
        let topics = arguments["topics"].as_array();
        let uri = [&arguments["uri"], &arguments["callbackUrl"]].into_iter().find_map(Value::as_str);
        let wanted = |hook: &&Hook| {
            hook.id > after
                && topics.is_none_or(|topics| topics.iter().any(|topic| *topic == hook.what.topic))
                && uri.is_none_or(|uri| uri == hook.what.uri)
        };
        let mut wanted = self.shop.hooks.iter().filter(wanted);
        let page: Vec<_> = wanted.by_ref().take(usize::try_from(first).unwrap_or(usize::MAX)).collect();
        let cursor = |hook: Option<&&Hook>| hook.map(|hook| hook.id.to_string());
        let edge = |hook: &&Hook| json!({"cursor": hook.id.to_string(), "node": shown(hook)});
        Ok(json!({
            "nodes": page.iter().map(|hook| shown(hook)).collect::<Vec<_>>(),
            "edges": page.iter().map(edge).collect::<Vec<_>>(),
            "pageInfo": {
                "hasNextPage": wanted.next().is_some(),
                "hasPreviousPage": after > 0,
                "startCursor": cursor(page.first()),
                "endCursor": cursor(page.last()),
            },
        }))
    }

    fn subscribe(&mut self, arguments: &Value) -> Result<Value, Fault> {
        let topic = arguments["topic"].as_str().unwrap_or_default();
        let new = new_hook(topic, &arguments["webhookSubscription"]);
        let failed = |errors: Vec<Value>| json!({"webhookSubscription": null, "userErrors": errors});
        match self.shop.subscribe(new, self.now) {
            Ok(hook) => Ok(json!({"webhookSubscription": shown(hook), "userErrors": []})),
            Err(SubscribeError::User(errors)) => Ok(failed(errors.iter().map(told).collect())),
            Err(SubscribeError::UnknownTopic) => {
                let known: Vec<_> = TOPICS.iter().map(|(known, _)| *known).collect();
                let message = format!(
                    "Variable $topic of type WebhookSubscriptionTopic! was provided invalid value: expected \"{topic}\" to be one of: {}",
                    known.join(", ")
                );
                Err(Fault::new("INVALID_VARIABLE", message))
            }
        }
    }

    fn unsubscribe(&mut self, arguments: &Value) -> Value {
        let gone = number(&arguments["id"]).is_some_and(|id| self.shop.unsubscribe(id));
        if gone {
            return json!({"deletedWebhookSubscriptionId": arguments["id"], "userErrors": []});
        }
        let error = json!({"field": ["id"], "message": "Webhook subscription does not exist"});
        json!({"deletedWebhookSubscriptionId": null, "userErrors": [error]})
    }
}

fn new_hook(topic: &str, input: &Value) -> NewHook {
    let text = |name: &str| input[name].as_str().map(str::to_owned);
    let fields = input["includeFields"].as_array().into_iter().flatten();
    NewHook {
        topic: topic.to_owned(),
        uri: text("uri").or_else(|| text("callbackUrl")).unwrap_or_default(),
        format: text("format").unwrap_or_else(|| "JSON".to_owned()),
        name: text("name"),
        filter: text("filter"),
        include_fields: fields.filter_map(|field| field.as_str().map(str::to_owned)).collect(),
    }
}

fn shown(hook: &Hook) -> Value {
    let (NewHook { topic, uri, format, name, filter, include_fields }, at) =
        (&hook.what, time(hook.created_at));
    json!({
        "id": format!("{GID}{}", hook.id),
        "legacyResourceId": hook.id.to_string(),
        "topic": topic,
        "uri": uri,
        "callbackUrl": uri,
        "format": format,
        "name": name,
        "filter": filter,
        "includeFields": include_fields,
        "metafieldNamespaces": [],
        "createdAt": at,
        "updatedAt": at,
        "apiVersion": version(VERSIONS[VERSIONS.len() - 1]),
    })
}

fn told(error: &UserError) -> Value {
    json!({"field": error.field, "message": error.message})
}

fn version(handle: &str) -> Value {
    json!({"handle": handle, "displayName": handle, "supported": true})
}

fn number(id: &Value) -> Option<u64> {
    id.as_str()?.strip_prefix(GID)?.parse().ok()
}

fn time(milliseconds: u64) -> String {
    let seconds = i64::try_from(milliseconds / 1000).unwrap_or_default();
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    at.format(&Rfc3339).unwrap_or_default()
}
