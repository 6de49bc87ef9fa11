//! A run over the stores that are due, or over those that were left alone.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use countersign_core::{
    Disposition,
    ports::{DueStores, RowError, TokenLeases},
    store::Store,
    tokens::{ParkedReport, Renewal, RunLimits, RunReport, Stopped},
};
use countersign_runtime::{Diagnostic, Invocation};
use serde::Serialize;

use crate::{Keeper, MARGIN, Outside, log};

/// The longest that one renewal takes: nobody begins one that could not end.
const LONGEST_RENEWAL: Duration = Duration::from_secs(45);

/// The stores of a run.
pub(crate) enum Which {
    /// Those whose time has come.
    Due,
    /// Those that refused us until now, whenever they are due; after this place.
    Parked { after: Option<String> },
}

/// What a run has done.
#[derive(Serialize)]
pub(crate) struct Report {
    /// How many stores ended how.
    outcomes: BTreeMap<&'static str, usize>,
    /// Why it ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<&'static str>,
    /// What the store that was longest due had left of its access token when the run began.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_s: Option<u64>,
    /// The place after which a run over parked stores is to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What a run has to tell.
struct Ran {
    report: RunReport,
    expires_in: Option<Duration>,
    next: Option<String>,
}

/// Renews them. A run that Lambda's time cuts off is taken up by the next one.
pub(crate) async fn run<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
    which: Which,
) -> Result<Report, Diagnostic> {
    let begun = keeper.now();
    let limit = invocation.remaining(begun, MARGIN);
    let until = begun + limit.saturating_sub(LONGEST_RENEWAL);
    let work = Box::pin(in_time(keeper, which, begun, until));
    let ran = tokio::time::timeout(limit, work).await;
    let took = keeper.now().duration_since(begun).unwrap_or_default();
    match ran {
        Ok(Ok(Ran { report, expires_in, next })) => {
            log::ran(&report, expires_in, took);
            Ok(Report {
                outcomes: report.outcomes,
                stopped: report.stopped.map(stopped),
                expires_in_s: expires_in.map(|left| left.as_secs()),
                next,
            })
        }
        Ok(Err(error)) => {
            log::not_run(&error, took);
            Err(Diagnostic {
                error_type: format!("{:?}", disposition(&error)),
                error_message: error.to_string(),
            })
        }
        Err(_) => {
            log::out_of_time(took);
            Ok(Report {
                outcomes: BTreeMap::new(),
                stopped: Some(stopped(Stopped::Time)),
                expires_in_s: None,
                next: None,
            })
        }
    }
}

async fn in_time<O: Outside>(
    keeper: &Keeper<'_, O>,
    which: Which,
    begun: SystemTime,
    until: SystemTime,
) -> Result<Ran, RowError> {
    let limits = RunLimits::until(until);
    let needed = &keeper.hooks.policy.shopify_app.scopes;
    let tell = |store: &Store, renewal: &Renewal| log::renewed(store, renewal, needed);
    match which {
        Which::Due => {
            let expires_in = most_urgent(keeper, begun).await;
            let report = keeper.refresher.run_telling(&keeper.shards, &limits, &tell).await?;
            Ok(Ran { report, expires_in, next: None })
        }
        Which::Parked { after } => {
            let ParkedReport { run, next } = keeper.refresher.run_parked(after, &limits, &tell).await?;
            Ok(Ran { report: run, expires_in: None, next })
        }
    }
}

/// What the store that is longest due, of each shard, has left of its access token, the least of them; none if there is
/// none that matters. Those that fail again and again are due less long, and tell of it themselves.
///
/// What cannot be read here is left out: the run comes upon it itself, and no store must wait because of another's row.
async fn most_urgent<O: Outside>(keeper: &Keeper<'_, O>, now: SystemTime) -> Option<Duration> {
    let rows = &keeper.refresher.rows;
    let mut least: Option<Duration> = None;
    for shard in &keeper.shards {
        for due in rows.due(*shard, now, 1).await.unwrap_or_default() {
            let row = rows.row(&due.store).await.ok().flatten();
            least = least.into_iter().chain(row.and_then(|row| row.access_left(now))).min();
        }
    }
    least
}

/// The name of a run's early end in logs and answers.
pub(crate) const fn stopped(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::Time => "out_of_time",
        Stopped::InvalidClient => "invalid_client",
        Stopped::AllRefused => "all_refused",
        Stopped::AllUnavailable => "all_unavailable",
    }
}

/// What to do about a table that does not answer.
pub(crate) fn disposition(error: &RowError) -> Disposition {
    match error {
        RowError::Unavailable(_) => Disposition::Retry,
        RowError::Refused(_) | RowError::Unreadable(_) => Disposition::Page,
    }
}
