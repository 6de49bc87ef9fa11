//! What earlier holders announced: pairs that may be in the vault without being current.

use std::time::Duration;

use super::Refresher;
use crate::{
    ports::{RenewalPlatform, RenewalRows, RenewalVault, Timing, Tried, VaultError},
    store::ShopDomain,
    tokens::{
        Cause, Intent, Outcome, StoredPair, Why,
        work::{Work, insist},
    },
};

/// A merchant waits in the browser for no longer: while one may, refused tokens say nothing about the store.
const INSTALLATION: Duration = Duration::from_mins(15);
/// What an installation announced is looked for so long: two clocks may differ by an hour and more.
const LOOKED_FOR: Duration = Duration::from_hours(2);

/// A pair that was announced and is in the vault.
pub(super) struct Pending {
    pub(super) intent: Intent,
    pub(super) pair: StoredPair,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// The announced pairs that are in the vault, the newest first. Announcements that came to nothing are forgotten,
    /// except of an installation that may still be under way.
    pub(super) async fn pending(&self, work: &mut Work) -> Result<Vec<Pending>, Outcome> {
        let mut pending = Vec::new();
        let mut open = Vec::new();
        for intent in work.row.intents.iter().rev() {
            let read = insist(&self.time, || self.vault.read(work.store(), &intent.version)).await;
            let found = match read {
                // A version that cannot be read cannot have been the better one.
                Err(VaultError::BadSecret { .. }) => None,
                answered => answered?,
            };
            if found.is_some() || self.may_come(intent) {
                open.push(intent.clone());
            }
            pending.extend(found.map(|pair| Pending { intent: intent.clone(), pair }));
        }
        open.reverse();
        work.row.intents = open;
        Ok(pending)
    }

    /// Makes the newest pending pair current if it works: before any kept refresh token is used, which could make it void.
    pub(super) async fn finish(
        &self,
        shop: &ShopDomain,
        work: &mut Work,
        pending: &[Pending],
    ) -> Result<bool, Outcome> {
        for Pending { intent, pair } in pending.iter().filter(|pending| !pending.intent.spare) {
            // Its access token has ended. Its refresh token is the first to be offered.
            if !pair.life.is_usable(self.time.now()) {
                return Ok(false);
            }
            if self.judge(shop, work, pair, intent.cause).await? {
                let others = work.row.intents.iter().filter(|other| other.version != intent.version);
                let spares = others.map(Intent::spared).collect();
                self.commit(work, intent, pair, spares).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a new pair may become current. Untried only if there is nothing better: the platform has just issued it.
    pub(super) async fn judge(
        &self,
        shop: &ShopDomain,
        work: &Work,
        pair: &StoredPair,
        cause: Cause,
    ) -> Result<bool, Outcome> {
        work.in_time(self.time.now())?;
        let present_works = work.row.life.is_some_and(|life| life.is_usable(self.time.now()));
        match self.platform.try_out(shop, &pair.pair.access).await {
            Tried::Refused => Ok(false),
            Tried::Unclear if present_works && cause == Cause::Refresh => {
                Err(Outcome::RetryLater(Why::Untested))
            }
            // Waiting would tell nothing more: the present token is turned away just so.
            Tried::Works | Tried::Barred | Tried::Unclear => Ok(true),
        }
    }

    /// Whether an installation that voids the old tokens may be under way.
    pub(super) fn is_installing(&self, work: &Work) -> bool {
        self.to_come(work).iter().any(|intent| self.age(intent) < INSTALLATION)
    }

    /// Announcements that are not to be forgotten, whatever else was found out: of an installation, which voids all other
    /// tokens when it comes.
    pub(super) fn to_come(&self, work: &Work) -> Vec<Intent> {
        let own = work.version();
        let others = work.row.intents.iter().filter(|one| one.version != own && !one.spare);
        others.filter(|one| self.may_come(one)).cloned().collect()
    }

    fn may_come(&self, intent: &Intent) -> bool {
        intent.cause == Cause::Install && self.age(intent) < LOOKED_FOR
    }

    fn age(&self, intent: &Intent) -> Duration {
        self.time.now().duration_since(intent.at).unwrap_or_default()
    }
}
