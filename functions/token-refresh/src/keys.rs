//! WooCommerce's keys do not end, but they are revoked, and a store's webhooks stop after a few failures without a word. So
//! once a day each store is asked whether it still knows us, and for its webhooks, which then bear the newest secret.

use std::{collections::BTreeMap, time::Duration};

use countersign_core::{
    ports::{KeyedStores, RowError},
    store::{Store, WooStoreId},
};
use countersign_runtime::{Diagnostic, Invocation};
use futures_util::{StreamExt, stream};
use serde::Serialize;

use crate::{Keeper, MARGIN, Outside, check::Checked, log, renew::disposition};

/// Stores that are asked at once; each answers from a slow machine of its own.
const AT_ONCE: usize = 16;
/// The longest that one store takes to be asked. None is begun that could not end.
const LONGEST_CHECK: Duration = Duration::from_secs(30);

/// What a run has found.
#[derive(Serialize)]
pub(crate) struct Report {
    /// How many stores were found how.
    pub(crate) outcomes: BTreeMap<&'static str, usize>,
    /// Whether there was time for every store.
    pub(crate) complete: bool,
}

/// What was found of one store.
#[derive(Serialize)]
pub(crate) struct One {
    store: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhooks_made: Option<usize>,
}

/// Checks every connected store, or as many as there is time for.
pub(crate) async fn check_all<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
) -> Result<Report, Diagnostic> {
    let begun = keeper.now();
    let until = begun + invocation.remaining(begun, MARGIN).saturating_sub(LONGEST_CHECK);
    let mut report = Report { outcomes: BTreeMap::new(), complete: false };
    let mut after: Option<String> = None;
    while !report.complete && keeper.now() < until {
        let page = keeper.keyed.keyed(after.as_deref()).await.map_err(|error| failed(&error))?;
        let checks = page.stores.iter().map(|keyed| async {
            // Asked when its turn comes, which may be long after the page was read.
            if keeper.now() < until { Some(keeper.check(keyed).await) } else { None }
        });
        let mut checks = stream::iter(checks).buffer_unordered(AT_ONCE);
        let mut skipped = false;
        while let Some(checked) = checks.next().await {
            match checked {
                Some(checked) => *report.outcomes.entry(checked.code()).or_default() += 1,
                None => skipped = true,
            }
        }
        after = page.next;
        report.complete = after.is_none() && !skipped;
    }
    log::checked_all(&report, keeper.now().duration_since(begun).unwrap_or_default());
    Ok(report)
}

/// Checks one store, for an operator.
pub(crate) async fn check<O: Outside>(keeper: &Keeper<'_, O>, store: WooStoreId) -> One {
    let checked = match keeper.keyed.keyed_store(&store).await {
        Ok(Some(keyed)) => Box::pin(keeper.check(&keyed)).await,
        Ok(None) => Checked::NotConnected,
        Err(error) => {
            log::not_run(&error, Duration::ZERO);
            Checked::Unavailable
        }
    };
    let webhooks_made = if let Checked::Good(made) = checked { Some(made) } else { None };
    One { store: Store::WooCommerce(store).to_string(), outcome: checked.code(), webhooks_made }
}

fn failed(error: &RowError) -> Diagnostic {
    log::not_run(error, Duration::ZERO);
    Diagnostic { error_type: format!("{:?}", disposition(error)), error_message: error.to_string() }
}
