//! From a grant in memory to a pair that is current.

use std::time::Duration;

use super::{Refresher, exchange::Bought};
use crate::{
    ports::{NewCurrent, RenewalPlatform, RenewalRows, RenewalVault, Timing},
    store::ShopDomain,
    tokens::{
        Cause, ConnectionRow, Credentials, Intent, Life, Outcome, Status, Step, StoredPair, Why,
        work::{Work, fenced, insist, settle},
    },
};

/// Two readings of one end differ by the way of the answer.
const SAME_END: Duration = Duration::from_mins(1);

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Stores the pair under the announced name, tries it, and makes it current.
    pub(super) async fn keep(
        &self,
        shop: &ShopDomain,
        work: &mut Work,
        bought: Bought,
        current: Option<&StoredPair>,
    ) -> Result<Outcome, Outcome> {
        let new = self.to_store(work, bought);
        // The platform repeated itself; there is nothing to write, unless that the store is good after all.
        let is_good = work.row.credentials == Credentials::Good;
        if is_good && current.is_some_and(|current| says_the_same(current, &new)) {
            work.row.doubt = None;
            return Ok(Outcome::Refreshed);
        }
        work.wrote = true;
        let version = work.version();
        insist(&self.time, || self.vault.put_pending(work.store(), &version, &new)).await?;
        if !self.judge(shop, work, &new, Cause::Refresh).await? {
            return Err(Outcome::RetryLater(Why::NewPairRefused));
        }
        let intent = Intent { version, cause: Cause::Refresh, at: new.life.issued_at, spare: false };
        let open = self.to_come(work);
        self.commit(work, &intent, &new, open).await?;
        Ok(Outcome::Refreshed)
    }

    fn to_store(&self, work: &Work, bought: Bought) -> StoredPair {
        let Bought { granted, with, at } = bought;
        StoredPair {
            stage: self.stage,
            store: work.store().clone(),
            generation: work.row.generation + 1,
            pair: granted.pair,
            kept: Some(with),
            scopes: granted.scopes,
            life: Life::new(at, granted.access_life, granted.refresh_life),
        }
    }

    /// The row first: it decides. The label follows; if it cannot now, the next holder sees to it.
    pub(super) async fn commit(
        &self,
        work: &mut Work,
        intent: &Intent,
        pair: &StoredPair,
        open: Vec<Intent>,
    ) -> Result<(), Outcome> {
        let generation = work.row.generation + 1;
        let (version, cause) = (intent.version.clone(), intent.cause);
        let change = NewCurrent {
            version: version.clone(),
            generation,
            life: pair.life,
            scopes: pair.scopes.clone(),
            installed_at: (cause == Cause::Install).then_some(intent.at),
            intents: open,
            due_at: work.overdue_at(),
        };
        let repaired = version != work.version();
        let step = Step::BecameCurrent { version, generation, cause, repaired };
        let note = work.note(self.time.now(), step);
        fenced(insist(&self.time, || self.rows.make_current(&work.lease, &change, &note)).await?)?;
        let before = apply(&mut work.row, change);
        match settle(&self.rows, &self.vault, &self.time, work, before.as_ref()).await {
            Err(Outcome::StaleLease) => Err(Outcome::StaleLease),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// What the table has done to the row; gives the version that was current before.
pub(crate) fn apply(row: &mut ConnectionRow, change: NewCurrent) -> Option<crate::tokens::VersionId> {
    row.status = Some(Status::Connected);
    row.credentials = Credentials::Good;
    row.generation = change.generation;
    row.life = Some(change.life);
    row.scopes = Some(change.scopes);
    row.installed_at = change.installed_at.or(row.installed_at);
    row.settled = false;
    row.failures = 0;
    row.doubt = None;
    row.intents = change.intents;
    row.current.replace(change.version)
}

fn says_the_same(current: &StoredPair, new: &StoredPair) -> bool {
    current.pair == new.pair
        && current.scopes == new.scopes
        && new.life.expires_at <= current.life.expires_at + SAME_END
}
