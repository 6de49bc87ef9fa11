//! The end of a connection by hand. WooCommerce tells nobody that an app is no longer wanted, so an operator says it; of a
//! Shopify shop where its removal cannot be confirmed.
//!
//! Here and not in `store-lifecycle`, because this is the function that may read keys and has the way to stores.

use countersign_core::{
    Disposition,
    ports::{Disconnected, KeyedDisconnect, SubscribeFault},
    store::{Store, WooStoreId},
    tokens::{Outcome, Why},
};
use serde::Serialize;
use tokio::time::timeout;

use crate::{
    Keeper, Outside,
    check::{Checked, LONGEST_CHECK},
    log,
};

/// What an operator is told.
#[derive(Serialize)]
pub(crate) struct Report {
    store: String,
    outcome: &'static str,
    /// What kept it from being disconnected.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhooks_deleted: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhooks_left: Option<&'static str>,
    /// What it means, and what remains to be done by hand.
    means: &'static str,
}

/// Disconnects a store first: from then on nothing of it is handed on, and its keys are used for nothing but to take our
/// webhooks away. To ask again tries that again.
pub(crate) async fn disconnect<O: Outside>(keeper: &Keeper<'_, O>, store: Store) -> Report {
    let begun = keeper.now();
    let report = match &store {
        Store::Shopify(_) => match keeper.refresher.disconnect_by_hand(&store).await {
            Ok(was_connected) => Report::ended(&store, gone(was_connected), SHOP_GONE),
            Err(Outcome::UnknownStore) => Report::ended(&store, "unknown_store", UNKNOWN),
            Err(outcome) => Report::failed(&store, &outcome),
        },
        Store::WooCommerce(named) => match keeper.keyed.disconnect(named, begun).await {
            Ok(Some(ended)) => leave(keeper, &store, ended).await,
            Ok(None) => Report::ended(&store, "unknown_store", UNKNOWN),
            Err(error) => {
                log::not_run(&error, keeper.now().duration_since(begun).unwrap_or_default());
                Report::failed(&store, &error.into())
            }
        },
    };
    log::disconnected(&store, report.outcome, report.why.or(report.webhooks_left));
    report
}

const UNKNOWN: &str = "nothing was done: no store of this id was ever connected; its id is the last part of its webhooks' address, or the shop's name.myshopify.com";
const UNAVAILABLE: &str = "the table did not answer or the store is being renewed, and it may still be connected; ask again in a minute";
const FAILED: &str = "it may still be connected, and will be until what `why` names is mended, as docs/SEMANTICS.md says; then ask again";
const SHOP_GONE: &str = "the shop is disconnected and its tokens are used no more; if the app is still there, its merchant should remove it: whoever opens it connects the shop again";
const GONE: &str =
    "the store is disconnected and its webhooks are deleted; its administrator can now revoke our key";
const LEFT: &str = "the store is disconnected, but its webhooks could not be deleted, and what they bring is not handed \
                    on; ask again, or have its administrator delete them and revoke our key";

const fn gone(was_connected: bool) -> &'static str {
    if was_connected { "disconnected" } else { "was_disconnected" }
}

async fn leave<O: Outside>(keeper: &Keeper<'_, O>, store: &Store, ended: Disconnected) -> Report {
    let outcome = gone(ended.was_connected);
    let left = Box::pin(take_webhooks(keeper, &ended));
    match timeout(LONGEST_CHECK, left).await.unwrap_or(Err("store_unreachable")) {
        Ok(deleted) => Report { webhooks_deleted: Some(deleted), ..Report::ended(store, outcome, GONE) },
        Err(why) => Report { webhooks_left: Some(why), ..Report::ended(store, outcome, LEFT) },
    }
}

async fn take_webhooks<O: Outside>(
    keeper: &Keeper<'_, O>,
    ended: &Disconnected,
) -> Result<usize, &'static str> {
    let read = keeper.read_keys(&ended.keyed).await;
    let (url, keys) = read.map_err(|unread: Checked| unread.code())?;
    let place: (&WooStoreId, _) = (&ended.keyed.store, &url);
    let left = keeper.hooks.leave_store(&keeper.stores, place, &keys).await;
    left.map_err(|fault: SubscribeFault| fault.code())
}

impl Report {
    /// What passes by itself is told from what does not.
    fn failed(store: &Store, outcome: &Outcome) -> Self {
        let (word, means) = match outcome.disposition() {
            Some(Disposition::Page) => ("failed", FAILED),
            Some(_) | None => ("unavailable", UNAVAILABLE),
        };
        let why = outcome.why().map_or(outcome.code(), Why::code);
        Self { why: Some(why), ..Self::ended(store, word, means) }
    }

    fn ended(store: &Store, outcome: &'static str, means: &'static str) -> Self {
        let (why, webhooks_deleted, webhooks_left) = (None, None, None);
        Self { store: store.to_string(), outcome, why, webhooks_deleted, webhooks_left, means }
    }
}
