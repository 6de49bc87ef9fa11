//! Renews a store's pair: take the lease, finish what others left, announce, exchange, store, try, make current, release.

mod candidates;
mod checked;
mod exchange;
mod keep;
mod on_demand;
mod paced;
mod parked;
mod pending;
mod run;
mod tally;
mod uninstall;

use std::time::{Duration, SystemTime};

use super::{
    ConnectionRow, Credentials, Outcome, Scopes, StoredPair, VersionId, Why, parked_for, retry_after,
    work::{Work, insist, settle, take},
};
use crate::{
    Stage,
    ports::{Entropy, RenewalPlatform, RenewalRows, RenewalVault, Timing, Written},
    store::{ShopDomain, Store},
};

pub(super) use keep::apply;
pub use on_demand::FreshToken;
pub use parked::ParkedReport;
pub use run::{RunLimits, RunReport, Stopped, Tell};
pub use tally::Tally;
pub use uninstall::Removal;

use candidates::Candidates;
use pending::Pending;

/// Keeps stores' pairs alive. One per function instance; any number may run at once, on any number of machines.
pub struct Refresher<R, V, P, T> {
    /// The stage whose credentials these are.
    pub stage: Stage,
    /// The connections table.
    pub rows: R,
    /// The stores' secrets.
    pub vault: V,
    /// The platform.
    pub platform: P,
    /// Clock and waits.
    pub time: T,
    /// Owners of leases, and jitter.
    pub entropy: Box<dyn Entropy>,
}

/// Why a renewal is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The schedule says that the store may be due.
    Due,
    /// Somebody goes over many stores, and this one has no usable token, or is marked. That its tokens are refused is left to
    /// the schedule to believe.
    Checked,
    /// Somebody wants to call the store and has no usable token, or one that the store refused.
    Wanted {
        /// The version whose access token was refused.
        refused: Option<VersionId>,
    },
    /// News of the store are judged by its token. The same, but nobody calls the store for that.
    Judged {
        /// The version whose access token was refused.
        refused: Option<VersionId>,
    },
    /// An operator says so, whatever is known of the store.
    Forced,
}

/// How the renewal of a store ended, and how urgent its next one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// How it ended.
    pub outcome: Outcome,
    /// What the pair may do that it ended with; none if it ended with no new one.
    pub granted: Option<Scopes>,
    /// What is left of the access token, if that is known and matters.
    pub access_left: Option<Duration>,
    /// What is left of the refresh token, likewise.
    pub refresh_left: Option<Duration>,
    /// How long it took.
    pub took: Duration,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Renews the pair of `store` if it needs it, and finishes whatever was left unfinished.
    pub async fn renew(&self, store: &Store, need: &Need) -> Outcome {
        self.renew_and_tell(store, need).await.outcome
    }

    /// The same, with what there is to tell about it.
    pub async fn renew_and_tell(&self, store: &Store, need: &Need) -> Renewal {
        let begun = self.time.now();
        let (outcome, row) = match store {
            Store::Shopify(shop) => self.see_to(shop, store, need).await,
            // WooCommerce's keys do not end.
            Store::WooCommerce(_) => (Outcome::UnknownStore, ConnectionRow::default()),
        };
        let now = self.time.now();
        let renewed = matches!(outcome, Outcome::Refreshed | Outcome::Repaired);
        Renewal {
            outcome,
            access_left: row.access_left(now),
            refresh_left: row.refresh_left(now),
            granted: row.scopes.filter(|_| renewed),
            took: now.duration_since(begun).unwrap_or_default(),
        }
    }

    /// How it ended, and the row as it was left; an empty one if there was none to be had.
    async fn see_to(&self, shop: &ShopDomain, store: &Store, need: &Need) -> (Outcome, ConnectionRow) {
        match take(&self.rows, &self.time, &*self.entropy, store, false).await {
            Ok(mut work) => (self.work_on(shop, &mut work, need).await, work.row),
            Err(outcome) => (outcome, ConnectionRow::default()),
        }
    }

    async fn work_on(&self, shop: &ShopDomain, work: &mut Work, need: &Need) -> Outcome {
        let now = self.time.now();
        // To leave the store alone must not put off when it is looked at.
        if let Err(outcome) = check_open(work, need, now) {
            let due_at = work.row.due_at.filter(|_| outcome != Outcome::Disconnected);
            drop(self.rows.release(&work.lease, &work.ending(due_at, work.row.failures)).await);
            return outcome;
        }
        if matches!(need, Need::Wanted { .. }) {
            work.row.wanted_at = Some(now);
        }
        let (Ok(outcome) | Err(outcome)) = self.under_lease(shop, work, need).await;
        let left = self.leave(work, &outcome).await;
        let passed_on = left == Some(Written::Stale) && outcome.why().is_some();
        if passed_on { Outcome::StaleLease } else { outcome }
    }

    async fn under_lease(&self, shop: &ShopDomain, work: &mut Work, need: &Need) -> Result<Outcome, Outcome> {
        if !work.row.settled {
            settle(&self.rows, &self.vault, &self.time, work, None).await?;
        }
        let pending = self.pending(work).await?;
        if self.finish(shop, work, &pending).await? {
            return Ok(Outcome::Repaired);
        }
        if pending.is_empty() && !is_needed(work, need, self.time.now()) {
            return Ok(Outcome::Reused);
        }
        let current = match self.current(work).await {
            Err(Outcome::BadSecret) if !pending.is_empty() => None,
            read => read?,
        };
        let mut candidates = Candidates::of(&pending, current.as_ref());
        if candidates.is_empty() {
            return Err(self.nothing_held(work));
        }
        match self.exchange_all(shop, work, &mut candidates).await? {
            Some(bought) => self.keep(shop, work, bought, current.as_ref()).await,
            None => Err(self.all_refused(work, need).await?),
        }
    }

    async fn current(&self, work: &Work) -> Result<Option<StoredPair>, Outcome> {
        let Some(version) = &work.row.current else { return Ok(None) };
        let read = insist(&self.time, || self.vault.read(work.store(), version)).await?;
        Ok(Some(read.ok_or(Outcome::BadSecret)?))
    }

    /// An installation was begun, and no pair of it has reached the vault.
    fn nothing_held(&self, work: &mut Work) -> Outcome {
        work.row.intents = self.to_come(work);
        if work.row.intents.is_empty() { Outcome::Disconnected } else { Outcome::RetryLater(Why::Installing) }
    }

    /// Releases the lease. If that fails, the lease runs out, and the schedule looks after the store.
    async fn leave(&self, work: &Work, outcome: &Outcome) -> Option<Written> {
        if *outcome == Outcome::StaleLease {
            return None;
        }
        let [jitter] = self.entropy.bytes();
        let now = self.time.now();
        // Where the platform repeated a pair that ends soon, asking at once would only have it repeated again.
        let next = work.row.life.map(|life| life.due_at(work.row.rhythm(now), jitter));
        let next = next.map(|due| due.max(now + retry_after(0, Duration::ZERO, jitter)));
        let failures = work.row.failures;
        let soon = now + retry_after(failures, work.asked_wait, jitter);
        let (due_at, failures) = match outcome {
            _ if !work.row.settled && work.row.current.is_some() => (Some(work.overdue_at()), failures + 1),
            Outcome::Refreshed | Outcome::Repaired | Outcome::Reused => (next, 0),
            Outcome::Disconnected | Outcome::UnknownStore => (None, 0),
            Outcome::VersionBudget(from) => (Some(*from), failures),
            // Also a lost store is looked at again, in case the platform was wrong, or an installation broke off.
            Outcome::ShopUnavailable
            | Outcome::StillUnavailable
            | Outcome::ReauthRequired
            | Outcome::StillReauthRequired => (Some(now + parked_for(jitter)), failures + 1),
            Outcome::RetryLater(_)
            | Outcome::InvalidClient
            | Outcome::BadSecret
            | Outcome::Busy
            | Outcome::StaleLease => (Some(soon), failures + 1),
        };
        let mut ending = work.ending(due_at, failures);
        if !ending.intents.is_empty() {
            ending.due_at = Some(ending.due_at.map_or(soon, |due| due.min(soon)));
        }
        self.rows.release(&work.lease, &ending).await.ok()
    }
}

/// Whether the row, as it is under the lease, bears out the need.
fn is_needed(work: &Work, need: &Need, now: SystemTime) -> bool {
    let Some(life) = work.row.life else { return true };
    let is_marked = work.row.credentials != Credentials::Good;
    match need {
        Need::Forced => true,
        // What was said against the store is to be said again or to be contradicted, however long its pair lives.
        Need::Due if is_marked || work.row.doubt.is_some() => true,
        Need::Due => now >= life.due_at(work.row.rhythm(now), u8::MAX),
        Need::Checked => is_marked || !life.is_usable(now),
        Need::Wanted { refused } | Need::Judged { refused } => {
            !life.is_usable(now)
                || refused.as_ref().is_some_and(|version| work.row.current.as_ref() == Some(version))
        }
    }
}

fn check_open(work: &Work, need: &Need, now: SystemTime) -> Result<(), Outcome> {
    if !work.row.is_open() {
        return Err(Outcome::Disconnected);
    }
    // Another run has seen to it since this one found it in the index.
    if *need == Need::Due && work.row.due_at.is_none_or(|at| now < at) {
        return Err(Outcome::Reused);
    }
    let hopeless = work.row.intents.is_empty();
    match (work.row.credentials, need) {
        (Credentials::ReauthRequired, Need::Wanted { .. } | Need::Judged { .. }) if hopeless => {
            Err(Outcome::StillReauthRequired)
        }
        (Credentials::Unavailable, Need::Wanted { .. } | Need::Judged { .. }) if hopeless => {
            Err(Outcome::StillUnavailable)
        }
        (Credentials::Good | Credentials::ReauthRequired | Credentials::Unavailable, _) => Ok(()),
    }
}
