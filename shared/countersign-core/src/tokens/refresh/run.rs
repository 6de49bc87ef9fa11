//! A run over the stores that are due: the longest due first, paced, bounded in memory, and stopped when the platform
//! refuses us rather than a store.

use std::{
    collections::BTreeMap,
    pin::pin,
    time::{Duration, SystemTime},
};

use futures_util::{
    StreamExt,
    future::{Either, select},
    stream::FuturesUnordered,
};

use super::{Need, Refresher, Renewal};
use crate::{
    ports::{
        Clock, CurrentLabel, CurrentRows, DueStore, DueStores, MarkRows, PairReader, PairWriter, Pause,
        Probe, RowError, TokenEndpoint, TokenLeases,
    },
    store::Store,
    tokens::{Outcome, work::insist},
};

/// After so many refusals of the app's own credentials, every further store would only add to the noise.
const INVALID_CLIENTS: usize = 3;
/// So many stores refused, and none renewed, is more likely our fault than theirs.
const REFUSED_IN_A_ROW: usize = 5;

/// Hears how the renewal of a store ended, and how long it took.
pub type Tell<'t> = &'t (dyn Fn(&Store, &Renewal, Duration) + Sync);

/// How much a run may do.
#[derive(Clone, Copy, Debug)]
pub struct RunLimits {
    /// Stores of one shard that are taken into memory at once.
    pub page: usize,
    /// Renewals under way at once.
    pub at_once: usize,
    /// Renewals begun per second. Each writes to Secrets Manager twice, and all writers share 50 writes per second.
    pub per_second: u32,
    /// No renewal is begun after this.
    pub until: SystemTime,
}

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// How many stores ended how, by [`Outcome::code`].
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Why it ended early.
    pub stopped: Option<Stopped>,
}

/// Why a run ended early. All but [`Stopped::Time`] are for a person to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The time is up; the next run goes on.
    Time,
    /// The platform refuses the app's own credentials.
    InvalidClient,
    /// The platform refused one store after another, and renewed none.
    AllRefused,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: TokenLeases + CurrentRows + MarkRows + DueStores,
    V: PairReader + PairWriter + CurrentLabel,
    P: TokenEndpoint + Probe,
    T: Clock + Pause,
{
    /// Renews what is due in `shards`, page by page, until nothing is due.
    pub async fn run(&self, shards: &[u8], limits: &RunLimits) -> Result<RunReport, RowError> {
        self.run_telling(shards, limits, &|_, _, _| ()).await
    }

    /// The same; `tell` hears of each store how its renewal ended and how long it took.
    pub async fn run_telling(
        &self,
        shards: &[u8],
        limits: &RunLimits,
        tell: Tell<'_>,
    ) -> Result<RunReport, RowError> {
        let mut tally = Tally::default();
        loop {
            let page = self.page(shards, limits).await?;
            let before = tally.moved;
            self.renew_all(&page, limits, &mut tally, tell).await;
            let stopped = tally.stopped(self.time.now(), limits);
            if stopped.is_some() || tally.moved == before {
                return Ok(RunReport { outcomes: tally.outcomes, stopped });
            }
        }
    }

    async fn renew_all(&self, page: &[DueStore], limits: &RunLimits, tally: &mut Tally, tell: Tell<'_>) {
        let mut going = FuturesUnordered::new();
        for due in page {
            if tally.stopped(self.time.now(), limits).is_some() {
                break;
            }
            going.push(self.renew_one(&due.store, tell));
            let wait = self.time.pause(Duration::from_secs(1) / limits.per_second.max(1));
            count_during(wait, &mut going, tally).await;
            while going.len() >= limits.at_once.max(1) {
                tally.count(going.next().await.as_ref());
            }
        }
        while let Some(outcome) = going.next().await {
            tally.count(Some(&outcome));
        }
    }

    async fn renew_one(&self, store: &Store, tell: Tell<'_>) -> Outcome {
        let begun = self.time.now();
        let renewal = self.renew_and_tell(store, &Need::Due).await;
        tell(store, &renewal, self.time.now().duration_since(begun).unwrap_or_default());
        renewal.outcome
    }

    async fn page(&self, shards: &[u8], limits: &RunLimits) -> Result<Vec<DueStore>, RowError> {
        let mut page = Vec::new();
        for shard in shards {
            page.extend(insist(&self.time, || self.rows.due(*shard, self.time.now(), limits.page)).await?);
        }
        page.sort_by_key(|due| due.due_at);
        Ok(page)
    }
}

#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<&'static str, usize>,
    invalid_clients: usize,
    refused_in_a_row: usize,
    /// Stores that are no longer where they were in the index. Of those that somebody else holds, the next page would
    /// only tell again.
    moved: usize,
}

/// What is going goes on while we wait, and is counted.
async fn count_during<F: Future<Output = Outcome>>(
    wait: impl Future<Output = ()>,
    going: &mut FuturesUnordered<F>,
    tally: &mut Tally,
) {
    let mut wait = pin!(wait);
    while let Either::Right((ended, _)) = select(wait.as_mut(), going.next()).await {
        tally.count(ended.as_ref());
        if ended.is_none() {
            return wait.await;
        }
    }
}

impl Tally {
    fn count(&mut self, outcome: Option<&Outcome>) {
        let Some(outcome) = outcome else { return };
        *self.outcomes.entry(outcome.code()).or_default() += 1;
        let held = matches!(outcome, Outcome::Busy | Outcome::StaleLease);
        self.moved += usize::from(!held);
        self.invalid_clients += usize::from(*outcome == Outcome::InvalidClient);
        self.refused_in_a_row += usize::from(*outcome == Outcome::ReauthRequired);
        if *outcome == Outcome::Refreshed {
            self.refused_in_a_row = 0;
        }
    }

    fn stopped(&self, now: SystemTime, limits: &RunLimits) -> Option<Stopped> {
        if self.invalid_clients >= INVALID_CLIENTS {
            Some(Stopped::InvalidClient)
        } else if self.refused_in_a_row >= REFUSED_IN_A_ROW {
            Some(Stopped::AllRefused)
        } else {
            (now >= limits.until).then_some(Stopped::Time)
        }
    }
}
