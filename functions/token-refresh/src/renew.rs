//! A run over the stores that are due.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use countersign_core::{
    Disposition,
    ports::{DueStores, RowError, TokenLeases},
    store::Store,
    tokens::{Credentials, Renewal, RunLimits, RunReport, Status, Stopped},
};
use countersign_runtime::{Diagnostic, Invocation};
use serde::Serialize;

use crate::{Keeper, MARGIN, Outside, log};

/// The longest that one renewal takes: nobody begins one that could not end.
const LONGEST_RENEWAL: Duration = Duration::from_secs(45);
/// Each renewal writes to Secrets Manager twice, whose writers share 50 writes per second; installations need some too.
const PER_SECOND: u32 = 20;
const AT_ONCE: usize = 32;
const PAGE: usize = 64;

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
}

/// Renews what is due. A run that Lambda's time cuts off is taken up by the next one.
pub(crate) async fn due<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
) -> Result<Report, Diagnostic> {
    let begun = keeper.now();
    let limit = invocation.remaining(begun, MARGIN);
    let until = begun + limit.saturating_sub(LONGEST_RENEWAL);
    let work = Box::pin(in_time(keeper, begun, until));
    let ran = tokio::time::timeout(limit, work).await;
    let took = keeper.now().duration_since(begun).unwrap_or_default();
    match ran {
        Ok(Ok((report, expires_in))) => {
            log::ran(&report, expires_in, took);
            Ok(Report {
                outcomes: report.outcomes,
                stopped: report.stopped.map(stopped),
                expires_in_s: expires_in.map(|left| left.as_secs()),
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
            })
        }
    }
}

async fn in_time<O: Outside>(
    keeper: &Keeper<'_, O>,
    begun: SystemTime,
    until: SystemTime,
) -> Result<(RunReport, Option<Duration>), RowError> {
    let expires_in = most_urgent(keeper, begun).await?;
    let limits = RunLimits { page: PAGE, at_once: AT_ONCE, per_second: PER_SECOND, until };
    let needed = &keeper.hooks.policy.shopify_app.scopes;
    let tell = |store: &Store, renewal: &Renewal, took| log::renewed(store, renewal, needed, took);
    let report = keeper.refresher.run_telling(&keeper.shards, &limits, &tell).await?;
    Ok((report, expires_in))
}

/// What the most urgent of the due stores has left of its access token; none if nothing is due. A shop that is frozen or
/// lost has nothing left, and is not urgent.
async fn most_urgent<O: Outside>(
    keeper: &Keeper<'_, O>,
    now: SystemTime,
) -> Result<Option<Duration>, RowError> {
    let rows = &keeper.refresher.rows;
    let mut least: Option<Duration> = None;
    for shard in &keeper.shards {
        for due in rows.due(*shard, now, 1).await? {
            let row = rows.row(&due.store).await?;
            let row = row
                .filter(|row| row.status == Some(Status::Connected) && row.credentials == Credentials::Good);
            let left = row.and_then(|row| row.life).map(|life| life.expires_at.duration_since(now));
            let left = left.map(Result::unwrap_or_default);
            least = least.into_iter().chain(left).min();
        }
    }
    Ok(least)
}

/// The name of a run's early end in logs and answers.
pub(crate) const fn stopped(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::Time => "out_of_time",
        Stopped::InvalidClient => "invalid_client",
        Stopped::AllRefused => "all_refused",
    }
}

/// What to do about a table that does not answer.
pub(crate) fn disposition(error: &RowError) -> Disposition {
    match error {
        RowError::Unavailable(_) => Disposition::Retry,
        RowError::Refused(_) | RowError::Unreadable(_) => Disposition::Page,
    }
}
