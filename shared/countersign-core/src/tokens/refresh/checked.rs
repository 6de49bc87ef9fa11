//! Renewals for somebody who goes over many stores and has something to ask of each.

use futures_util::{StreamExt, stream};

use super::{Need, Refresher, RunLimits, Tell, tally::Tally};
use crate::{
    ports::{RenewalPlatform, RenewalRows, RenewalVault, Timing},
    store::Store,
};

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews those of `stores` that have no usable token, within the limits, and none any more once `tally` has heard too much
    /// against us. What remains without a token is left to the schedule.
    pub async fn make_ready(&self, stores: &[Store], limits: &RunLimits, tally: &mut Tally, tell: Tell<'_>) {
        let looks = stream::iter(stores.to_vec()).map(|store| self.unready(store));
        let looked: Vec<_> = looks.buffered(limits.at_once.max(1)).collect().await;
        let unready: Vec<_> = looked.into_iter().flatten().collect();
        self.renew_all(&unready, &Need::Checked, limits, tally, tell).await;
    }

    /// The store, if a renewal is likely to help. A row that cannot be read is told of by whoever needs the token.
    async fn unready(&self, store: Store) -> Option<Store> {
        let row = self.rows.row(&store).await.ok().flatten();
        row.is_some_and(|row| row.is_unready(self.time.now())).then_some(store)
    }
}
