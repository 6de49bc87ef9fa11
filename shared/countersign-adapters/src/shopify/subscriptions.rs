//! Subscriptions to webhooks, for apps that do not declare them in their TOML.

use countersign_core::{
    json::check_object,
    ports::{AppCredentials, Asked, SubscribeFault, Subscriptions, Wanted},
    store::ShopDomain,
    tokens::AccessToken,
    topic::Topic,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::HttpShopify;
use crate::http::Heard;

const LIST: &str = include_str!("graphql/subscriptions.graphql");
const SUBSCRIBE: &str = include_str!("graphql/subscribe.graphql");
/// What the platform says of a subscription that was made meanwhile.
const THERE: &str = "already been taken";

#[derive(Serialize)]
struct ByAddress<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
struct NewSubscription<'a> {
    topic: &'a str,
    subscription: Destination<'a>,
}

#[derive(Serialize)]
struct Destination<'a> {
    uri: &'a str,
    format: &'static str,
}

#[derive(Deserialize)]
struct Answer<D> {
    data: Option<D>,
    #[serde(default)]
    errors: Option<Vec<Refusal>>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    extensions: Option<Extensions>,
}

#[derive(Deserialize)]
struct Extensions {
    #[serde(default)]
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    webhook_subscriptions: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    topic: String,
    uri: String,
    format: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed {
    webhook_subscription_create: Option<Made>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
struct UserError {
    message: String,
}

impl<A: AppCredentials> Subscriptions for HttpShopify<A> {
    async fn subscribe(&self, shop: &ShopDomain, token: &AccessToken, wanted: Wanted<'_>) -> Asked {
        let there = match self.list(shop, token, wanted.address).await {
            Ok(there) => there,
            Err(fault) => return fault.into(),
        };
        let mut all = Asked::default();
        for topic in wanted.topics.iter().filter(|topic| !there.contains(&as_enum(topic))) {
            if all.count(self.make(shop, token, topic, wanted.address).await).is_break() {
                return all;
            }
        }
        all
    }
}

impl<A: AppCredentials> HttpShopify<A> {
    async fn list(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        address: &str,
    ) -> Result<Vec<String>, SubscribeFault> {
        let heard = self.graphql(shop, token, LIST, ByAddress { uri: address }).await;
        let listed: Listed = data(&heard.map_err(|_| SubscribeFault::Unavailable)?)?;
        let ours = |node: &Node| node.uri == address && node.format == "JSON";
        let nodes = listed.webhook_subscriptions.nodes.into_iter();
        Ok(nodes.filter(ours).map(|node| node.topic).collect())
    }

    /// Whether it was made, and not there already.
    async fn make(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        topic: &Topic,
        address: &str,
    ) -> Result<bool, SubscribeFault> {
        let subscription = Destination { uri: address, format: "JSON" };
        let asked = NewSubscription { topic: &as_enum(topic), subscription };
        let heard = self.graphql(shop, token, SUBSCRIBE, asked).await;
        let subscribed: Subscribed = data(&heard.map_err(|_| SubscribeFault::Unavailable)?)?;
        let refused = || SubscribeFault::Refused(topic.clone());
        let errors = subscribed.webhook_subscription_create.ok_or_else(refused)?.user_errors;
        match errors.first() {
            None => Ok(true),
            Some(error) if error.message.contains(THERE) => Ok(false),
            Some(_) => Err(refused()),
        }
    }
}

/// `orders/create` as `ORDERS_CREATE`.
fn as_enum(topic: &Topic) -> String {
    topic.name().replace('/', "_").to_ascii_uppercase()
}

/// The answer's data. Errors come with status 200, too: a throttled call, or a scope that is missing.
fn data<D: DeserializeOwned>(heard: &Heard) -> Result<D, SubscribeFault> {
    match heard.status {
        200 => {}
        401 | 403 => return Err(SubscribeFault::Denied),
        _ => return Err(SubscribeFault::Unavailable),
    }
    let text = check_object(&heard.body).map_err(|_| SubscribeFault::Unavailable)?;
    let answer: Answer<D> = serde_json::from_str(text).map_err(|_| SubscribeFault::Unavailable)?;
    let errors = answer.errors.unwrap_or_default();
    let denied = |refusal: &Refusal| {
        let code = refusal.extensions.as_ref().and_then(|extensions| extensions.code.as_deref());
        code == Some("ACCESS_DENIED")
    };
    if errors.iter().any(denied) {
        return Err(SubscribeFault::Denied);
    }
    answer.data.filter(|_| errors.is_empty()).ok_or(SubscribeFault::Unavailable)
}
