//! Keeps stores connected. Translates between Lambda's events and [`countersign_core::tokens`], no more.

mod check;
mod config;
mod disconnect;
mod keeper;
mod log;
mod migrate;
mod renew;
mod round;
mod store;

use std::time::Duration;

use countersign_core::{Disposition, store::Store};
use countersign_runtime::{Diagnostic, Invocation, malformed};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use renew::Which;

pub use config::Config;
pub use keeper::{Keeper, Outside};

/// What is kept back of Lambda's time, so that a run still tells what it has done.
const MARGIN: Duration = Duration::from_secs(2);

/// What a schedule sends, or an operator.
#[derive(Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case", deny_unknown_fields)]
enum Task {
    RenewDue {},
    /// Sent by operators only, once what stores were parked for is over.
    RenewParked {
        /// What an earlier run gave as `next`.
        after: Option<String>,
    },
    CheckKeys {},
}

/// What an operator sends: one store, to be renewed or checked whatever is known of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneStore {
    store: String,
}

/// What an operator sends: a shop whose token never ends and stands in its secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToMigrate {
    migrate: String,
}

/// What an operator sends: a store of either platform that is to be connected no longer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToDisconnect {
    disconnect: String,
}

/// Does what an event asks for, and answers what came of it.
pub async fn handle<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
) -> Result<Box<RawValue>, Diagnostic> {
    let payload = invocation.payload();
    if let Ok(task) = serde_json::from_str(payload) {
        return match task {
            Task::RenewDue {} => written(renew::run(keeper, invocation, Which::Due).await),
            Task::RenewParked { after } => {
                written(renew::run(keeper, invocation, Which::Parked { after }).await)
            }
            Task::CheckKeys {} => written(Box::pin(round::go_on(keeper, invocation)).await),
        };
    }
    if let Some(Store::Shopify(shop)) = to_migrate(payload) {
        return written(Ok(Box::pin(migrate::migrate(keeper, invocation, shop)).await));
    }
    if let Some(store) = to_disconnect(payload) {
        return written(Ok(Box::pin(disconnect::disconnect(keeper, store)).await));
    }
    match store(payload) {
        Some(Store::Shopify(shop)) => written(Ok(Box::pin(store::renew(keeper, shop)).await)),
        Some(Store::WooCommerce(store)) => written(Ok(Box::pin(check::check(keeper, store)).await)),
        None => {
            log::malformed_event();
            Err(malformed("the task of a schedule, or a store such as \"shopify#name.myshopify.com\""))
        }
    }
}

fn store(payload: &str) -> Option<Store> {
    let one: OneStore = serde_json::from_str(payload).ok()?;
    Store::parse(&one.store)
}

fn to_migrate(payload: &str) -> Option<Store> {
    let one: ToMigrate = serde_json::from_str(payload).ok()?;
    Store::parse(&one.migrate)
}

fn to_disconnect(payload: &str) -> Option<Store> {
    let one: ToDisconnect = serde_json::from_str(payload).ok()?;
    Store::parse(&one.disconnect)
}

fn written<T: Serialize>(answer: Result<T, Diagnostic>) -> Result<Box<RawValue>, Diagnostic> {
    to_raw_value(&answer?).map_err(|_| Diagnostic {
        error_type: format!("{:?}", Disposition::Page),
        error_message: "the answer cannot be written".to_owned(),
    })
}
