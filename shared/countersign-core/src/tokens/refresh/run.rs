//! A run over the stores that are due: the longest due first, paced, bounded in memory, and stopped when the platform
//! refuses us rather than a store.

use std::{collections::BTreeMap, time::SystemTime};

use super::{Need, Refresher, Renewal, tally::Tally};
use crate::{
    ports::{DueStores, RenewalPlatform, RenewalRows, RenewalVault, RowError, Timing},
    store::Store,
    tokens::work::insist,
};

/// Stores of one shard that are taken into memory at once.
const PAGE: usize = 64;
/// A renewal takes about a second, most of it spent waiting.
const AT_ONCE: usize = 32;
/// Each renewal writes to Secrets Manager twice, and all writers share 50 writes per second. A run may still be at it when
/// the next begins, and installations need some, too.
const PER_SECOND: u32 = 10;

/// Of somebody who goes over all stores beside the schedule: it has a day, and two of the schedule's runs their share.
const PER_SECOND_ASIDE: u32 = 3;

/// Hears how the renewal of each store ended.
pub type Tell<'t> = &'t (dyn Fn(&Store, &Renewal) + Sync);

/// How much a run may do.
#[derive(Clone, Copy, Debug)]
pub struct RunLimits {
    /// Stores of one shard that are taken into memory at once.
    pub page: usize,
    /// Renewals under way at once.
    pub at_once: usize,
    /// Renewals begun per second.
    pub per_second: u32,
    /// No renewal is begun after this.
    pub until: SystemTime,
}

impl RunLimits {
    /// As much as two runs at once may do, each.
    pub const fn until(until: SystemTime) -> Self {
        Self { page: PAGE, at_once: AT_ONCE, per_second: PER_SECOND, until }
    }

    /// As much as somebody may do beside those two.
    pub const fn aside(until: SystemTime) -> Self {
        Self { per_second: PER_SECOND_ASIDE, ..Self::until(until) }
    }
}

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// How many stores ended how, by [`crate::tokens::Outcome::code`].
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
    /// The platform refused the tokens of one store after another, and renewed none.
    AllRefused,
    /// One store after another was frozen, closed or forbidden to us, and none was renewed.
    AllUnavailable,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows + DueStores,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews what is due in `shards`, page by page, until nothing is due that this run has not taken up yet.
    pub async fn run(&self, shards: &[u8], limits: &RunLimits) -> Result<RunReport, RowError> {
        self.run_telling(shards, limits, &|_, _| ()).await
    }

    /// The same; `tell` hears of each store how its renewal ended.
    pub async fn run_telling(
        &self,
        shards: &[u8],
        limits: &RunLimits,
        tell: Tell<'_>,
    ) -> Result<RunReport, RowError> {
        let (mut tally, mut stuck) = (Tally::default(), 0);
        loop {
            let page = self.page(shards, limits.page + stuck).await?;
            let (new, again): (Vec<_>, Vec<_>) = page.into_iter().partition(|store| tally.is_new(store));
            // What stays due, whatever was done, must not hide what stands behind it.
            if new.is_empty() && again.len() <= stuck {
                return Ok(RunReport { outcomes: tally.outcomes, stopped: None });
            }
            stuck = again.len();
            let stopped = self.renew_all(&new, &Need::Due, limits, &mut tally, tell).await;
            if stopped.is_some() {
                return Ok(RunReport { outcomes: tally.outcomes, stopped });
            }
        }
    }

    /// The stores that are due, the longest due first.
    async fn page(&self, shards: &[u8], size: usize) -> Result<Vec<Store>, RowError> {
        let mut page = Vec::new();
        for shard in shards {
            page.extend(insist(&self.time, || self.rows.due(*shard, self.time.now(), size)).await?);
        }
        page.sort_by_key(|due| due.due_at);
        Ok(page.into_iter().map(|due| due.store).collect())
    }
}
