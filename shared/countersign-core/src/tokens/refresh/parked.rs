//! A run over the stores that were marked, once a person has removed what they were marked for.

use super::{Need, Refresher, RunLimits, RunReport, Tell, tally::Tally};
use crate::{
    ports::{ParkedStores, RenewalPlatform, RenewalRows, RenewalVault, RowError, Timing},
    store::Store,
    tokens::work::insist,
};

/// What a run over parked stores has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedReport {
    /// As of any run.
    pub run: RunReport,
    /// After which place the next one goes on; none if every store had its turn, or none had it before the run was stopped.
    pub next: Option<String>,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows + ParkedStores,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews every store that is parked, due or not, after the place where an earlier run ended. One that still refuses us
    /// stays as it was; what is news is believed by the schedule.
    pub async fn run_parked(
        &self,
        mut after: Option<String>,
        limits: &RunLimits,
        tell: Tell<'_>,
    ) -> Result<ParkedReport, RowError> {
        let mut tally = Tally::default();
        loop {
            let page = insist(&self.time, || self.rows.parked(after.as_deref())).await?;
            let stopped = self.renew_all(&page.stores, &Need::Checked, limits, &mut tally, tell).await;
            after = match stopped {
                None => page.next,
                Some(_) => page.stores.iter().rfind(|one| !tally.is_new(one)).map(Store::to_string).or(after),
            };
            if stopped.is_some() || after.is_none() {
                let run = RunReport { outcomes: tally.outcomes, stopped };
                return Ok(ParkedReport { run, next: after });
            }
        }
    }
}
