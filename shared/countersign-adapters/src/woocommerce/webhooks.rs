//! The webhooks of a store: made with the secret that is derived for it, and taken away.

use countersign_core::{
    oauth::ConsumerKeys,
    ports::{Asked, StoreWebhooks, SubscribeFault, Wanted, WebhookRemoval},
    store::StoreUrl,
    topic::Topic,
};
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};

use super::client::{HttpWooCommerce, webhooks};
use crate::http::Heard;

/// The most that one page holds. A store has a handful.
const LIST: &str = "?per_page=100&status=all";

/// Of a webhook that sends.
const ACTIVE: &str = "active";

#[derive(Deserialize)]
struct Hook {
    id: u64,
    topic: String,
    delivery_url: String,
    status: String,
}

#[derive(Serialize)]
struct NewHook<'a> {
    name: String,
    topic: &'a str,
    delivery_url: &'a str,
    secret: &'a str,
    status: &'static str,
}

#[derive(Serialize)]
struct Renewed<'a> {
    secret: &'a str,
    status: &'static str,
}

impl StoreWebhooks for HttpWooCommerce {
    async fn subscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        wanted: Wanted<'_>,
        secret: &str,
    ) -> Asked {
        let there = match self.list(url, keys, wanted.address).await {
            Ok(there) => there,
            Err(fault) => return fault.into(),
        };
        let mut all = Asked::default();
        for topic in wanted.topics {
            let held: Vec<_> = there.iter().filter(|hook| hook.topic == topic.name()).collect();
            if held.is_empty() {
                let request = self.caller.post(&webhooks(url, ""));
                let asked = self.write(request, keys, topic, &new(topic, wanted.address, secret)).await;
                if all.count(asked.map(|()| true)).is_break() {
                    return all;
                }
            }
            for hook in held {
                let request = self.caller.put(&webhooks(url, &format!("/{}", hook.id)));
                let asked = self.write(request, keys, topic, &Renewed { secret, status: ACTIVE }).await;
                if all.count(asked.map(|()| hook.status != ACTIVE)).is_break() {
                    return all;
                }
            }
        }
        all
    }
}

impl WebhookRemoval for HttpWooCommerce {
    async fn unsubscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        address: &str,
    ) -> Result<usize, SubscribeFault> {
        let there = self.list(url, keys, address).await?;
        for hook in &there {
            // Without `force` the store refuses: webhooks have no bin.
            let request = self.caller.delete(&webhooks(url, &format!("/{}?force=true", hook.id)));
            let heard = self.hear(request, keys).await.map_err(|_| SubscribeFault::Unavailable)?;
            if heard.status != 404 {
                judged(&heard)?;
            }
        }
        Ok(there.len())
    }
}

impl HttpWooCommerce {
    /// What goes to our address already, whatever its state.
    async fn list(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        address: &str,
    ) -> Result<Vec<Hook>, SubscribeFault> {
        let heard = self.hear(self.caller.get(&webhooks(url, LIST)), keys).await;
        let heard = heard.map_err(|_| SubscribeFault::Unavailable)?;
        judged(&heard)?;
        let hooks: Result<Vec<Hook>, _> = serde_json::from_slice(&heard.body);
        let ours = |hook: &Hook| hook.delivery_url == address;
        Ok(hooks.map_err(|_| SubscribeFault::Unavailable)?.into_iter().filter(ours).collect())
    }

    async fn write(
        &self,
        request: RequestBuilder,
        keys: &ConsumerKeys,
        topic: &Topic,
        body: &impl Serialize,
    ) -> Result<(), SubscribeFault> {
        let body = serde_json::to_vec(body).map_err(|_| SubscribeFault::Refused(topic.clone()))?;
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        let heard = self.hear(request, keys).await.map_err(|_| SubscribeFault::Unavailable)?;
        if heard.status == 400 { Err(SubscribeFault::Refused(topic.clone())) } else { judged(&heard) }
    }
}

fn new<'a>(topic: &'a Topic, address: &'a str, secret: &'a str) -> NewHook<'a> {
    let name = format!("Countersign {}", topic.name());
    NewHook { name, topic: topic.name(), delivery_url: address, secret, status: ACTIVE }
}

fn judged(heard: &Heard) -> Result<(), SubscribeFault> {
    match heard.status {
        200 | 201 => Ok(()),
        401 | 403 => Err(SubscribeFault::Denied),
        _ => Err(SubscribeFault::Unavailable),
    }
}
