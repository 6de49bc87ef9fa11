//! One shop, for an operator: renewed at once, and asked for its webhooks.

use countersign_core::{
    ports::{Asked, SubscribeFault},
    store::{ShopDomain, Store},
    tokens::{Need, Outcome, Why},
};
use serde::Serialize;

use crate::{Keeper, Outside, log};

/// What came of it.
#[derive(Serialize)]
pub(crate) struct Report {
    store: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions_made: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions_failed: Option<&'static str>,
}

pub(crate) async fn renew<O: Outside>(keeper: &Keeper<'_, O>, shop: ShopDomain) -> Report {
    let store = Store::Shopify(shop.clone());
    let renewal = keeper.refresher.renew_and_tell(&store, &Need::Forced).await;
    log::renewed(&store, &renewal, &keeper.hooks.policy.shopify_app.scopes);
    let outcome = renewal.outcome;
    let renewed = matches!(outcome, Outcome::Refreshed | Outcome::Repaired | Outcome::Reused);
    let subscribed = if renewed { Some(subscribe(keeper, &store, &shop).await) } else { None };
    if let Some(fault) = subscribed.as_ref().and_then(|asked| asked.fault.as_ref()) {
        log::unsubscribed(&store, fault);
    }
    Report {
        store: store.to_string(),
        outcome: outcome.code(),
        why: outcome.why().map(Why::code),
        subscriptions_made: subscribed.as_ref().map(|asked| asked.made),
        subscriptions_failed: subscribed.and_then(|asked| asked.fault).as_ref().map(SubscribeFault::code),
    }
}

async fn subscribe<O: Outside>(keeper: &Keeper<'_, O>, store: &Store, shop: &ShopDomain) -> Asked {
    let token = keeper.refresher.usable_token(store).await.ok().flatten();
    let Some(token) = token else { return SubscribeFault::Unavailable.into() };
    keeper.hooks.ask_shop(&keeper.refresher.platform, shop, &token.access).await
}
