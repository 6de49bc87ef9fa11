//! Many renewals, so many at a time and per second.

use std::{pin::pin, time::Duration};

use futures_util::{
    StreamExt,
    future::{Either, select},
    stream::FuturesUnordered,
};

use super::{Need, Refresher, RunLimits, Stopped, Tell, tally::Tally};
use crate::{
    ports::{RenewalPlatform, RenewalRows, RenewalVault, Timing},
    store::Store,
    tokens::Outcome,
};

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews these, paced; why it went no further, if it did not.
    pub(super) async fn renew_all(
        &self,
        stores: &[Store],
        need: &Need,
        limits: &RunLimits,
        tally: &mut Tally,
        tell: Tell<'_>,
    ) -> Option<Stopped> {
        let mut going = FuturesUnordered::new();
        let mut stopped = None;
        for store in stores {
            let is_late = self.time.now() >= limits.until;
            stopped = tally.stopped().or(is_late.then_some(Stopped::Time));
            if stopped.is_some() {
                break;
            }
            tally.take(store);
            going.push(self.renew_one(store, need, tell));
            let wait = self.time.pause(Duration::from_secs(1) / limits.per_second.max(1));
            count_during(wait, &mut going, tally).await;
            while going.len() >= tally.abreast(limits.at_once) {
                let Some(outcome) = going.next().await else { break };
                tally.count(&outcome);
            }
        }
        while let Some(outcome) = going.next().await {
            tally.count(&outcome);
        }
        tally.stopped().or(stopped)
    }

    async fn renew_one(&self, store: &Store, need: &Need, tell: Tell<'_>) -> Outcome {
        let renewal = self.renew_and_tell(store, need).await;
        tell(store, &renewal);
        renewal.outcome
    }
}

/// What is going goes on while we wait, and is counted.
async fn count_during<F: Future<Output = Outcome>>(
    wait: impl Future<Output = ()>,
    going: &mut FuturesUnordered<F>,
    tally: &mut Tally,
) {
    let mut wait = pin!(wait);
    while let Either::Right((ended, _)) = select(wait.as_mut(), going.next()).await {
        let Some(outcome) = ended else { return wait.await };
        tally.count(&outcome);
    }
}
