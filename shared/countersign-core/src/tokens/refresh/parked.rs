//! A run over the stores that were marked, once a person has removed what they were marked for.

use super::{Need, Refresher, RunLimits, RunReport, Tell, tally::Tally};
use crate::{
    ports::{ParkedStores, RenewalPlatform, RenewalRows, RenewalVault, RowError, Timing},
    tokens::work::insist,
};

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows + ParkedStores,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews every store that is parked, due or not. One that still refuses us stays as it was;
    /// what is news is believed by the schedule.
    pub async fn run_parked(&self, limits: &RunLimits, tell: Tell<'_>) -> Result<RunReport, RowError> {
        let mut tally = Tally::default();
        let mut after: Option<String> = None;
        loop {
            let page = insist(&self.time, || self.rows.parked(after.as_deref())).await?;
            let stopped = self.renew_all(&page.stores, &Need::Checked, limits, &mut tally, tell).await;
            after = page.next;
            if stopped.is_some() || after.is_none() {
                return Ok(RunReport { outcomes: tally.outcomes, stopped });
            }
        }
    }
}
