//! An uninstallation that a webhook tells of is believed when the store itself confirms it.

use std::time::{Duration, SystemTime};

use super::{Need, Refresher};
use crate::{
    ports::{DisconnectRows, RenewalPlatform, RenewalRows, RenewalVault, Timing, Tried},
    store::{ShopDomain, Store},
    tokens::{
        AccessToken, Outcome, Step, VersionId, Why,
        work::{Work, fenced, insist, take},
    },
};

/// Our clock when the merchant installed, and the platform's when it sent the webhook, may differ by this much.
const CLOCKS: Duration = Duration::from_hours(1);
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of the news that a store has removed the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// The store confirmed it: its tokens work no more. It is disconnected.
    Disconnected,
    /// The store was installed since, or its token works: the news is old, or false.
    StillInstalled,
    /// Nothing was to be disconnected.
    NotConnected,
    /// Not decided; to be asked again.
    Undecided(Outcome),
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows + DisconnectRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Disconnects `store` if its tokens bear out what a webhook sent at `said_at` says.
    pub async fn confirm_uninstalled(&self, store: &Store, said_at: SystemTime) -> Removal {
        match self.judge_removal(store, said_at).await {
            Ok(removal) => removal,
            Err(Outcome::Disconnected | Outcome::UnknownStore) => Removal::NotConnected,
            Err(outcome) => Removal::Undecided(outcome),
        }
    }

    async fn judge_removal(&self, store: &Store, said_at: SystemTime) -> Result<Removal, Outcome> {
        let row = insist(&self.time, || self.rows.row(store)).await?.ok_or(Outcome::UnknownStore)?;
        if row.installed_at.is_some_and(|installed| said_at + CLOCKS < installed) {
            return Ok(Removal::StillInstalled);
        }
        if self.works(store).await? {
            Ok(Removal::StillInstalled)
        } else {
            self.disconnect(store, row.installed_at).await
        }
    }

    /// Whether any token of the store works. A refused access token is renewed once: it may only have ended.
    async fn works(&self, store: &Store) -> Result<bool, Outcome> {
        let Store::Shopify(shop) = store else { return Err(Outcome::UnknownStore) };
        let mut refused: Option<VersionId> = None;
        for _ in 0..2 {
            let need = Need::Judged { refused: refused.clone() };
            let token = match self.token_for(store, &need, PATIENCE).await {
                // It was, some time ago. Now it matters whether it still is.
                Err(Outcome::StillUnavailable | Outcome::StillReauthRequired) => {
                    if is_lost(self.renew(store, &Need::Forced).await)? {
                        return self.last_token_works(shop, store, refused.as_ref()).await;
                    }
                    continue;
                }
                Err(Outcome::ReauthRequired) => {
                    return self.last_token_works(shop, store, refused.as_ref()).await;
                }
                Err(outcome) => return Err(outcome),
                Ok(token) => token,
            };
            if self.accepts(shop, &token.access).await? {
                return Ok(true);
            }
            refused = Some(token.version);
        }
        Err(Outcome::RetryLater(Why::NewPairRefused))
    }

    /// Whether a store for which no refresh token is good any more takes its access token. That it has ended says only our
    /// clock.
    async fn last_token_works(
        &self,
        shop: &ShopDomain,
        store: &Store,
        refused: Option<&VersionId>,
    ) -> Result<bool, Outcome> {
        let row = insist(&self.time, || self.rows.row(store)).await?.ok_or(Outcome::UnknownStore)?;
        let Some(version) = row.current.filter(|version| Some(version) != refused) else { return Ok(false) };
        let read = insist(&self.time, || self.vault.read(store, &version)).await?;
        self.accepts(shop, &read.ok_or(Outcome::BadSecret)?.pair.access).await
    }

    /// Only a clear answer says anything.
    async fn accepts(&self, shop: &ShopDomain, token: &AccessToken) -> Result<bool, Outcome> {
        match self.platform.try_out(shop, token).await {
            Tried::Works => Ok(true),
            Tried::Refused => Ok(false),
            Tried::Barred => Err(Outcome::ShopUnavailable),
            Tried::Unclear => Err(Outcome::RetryLater(Why::Upstream)),
        }
    }

    /// Under the lease that installations take too: whoever installs after this connects again, whoever did before it is
    /// seen here.
    async fn disconnect(&self, store: &Store, installed_at: Option<SystemTime>) -> Result<Removal, Outcome> {
        let mut work = take(&self.rows, &self.time, &*self.entropy, store, false).await?;
        let ended = self.disconnect_under_lease(&mut work, installed_at).await;
        let outcome = match &ended {
            Ok(Removal::Disconnected) => Outcome::Disconnected,
            Ok(_) => Outcome::Reused,
            Err(outcome) => outcome.clone(),
        };
        self.leave(&work, &outcome).await;
        ended
    }

    /// Disconnects `store` because an operator says so: nobody can confirm the removal of a store of the app's own
    /// organisation, nor of one whose secret is gone. Whether it was connected until now. Unfinished installations end too.
    /// A row of nothing but leases is no store.
    pub async fn disconnect_by_hand(&self, store: &Store) -> Result<bool, Outcome> {
        let mut work = take(&self.rows, &self.time, &*self.entropy, store, false).await?;
        let was_open = work.row.is_open();
        if !was_open && work.row.status.is_none() {
            self.leave(&work, &Outcome::UnknownStore).await;
            return Err(Outcome::UnknownStore);
        }
        if was_open {
            let note = work.note(self.time.now(), Step::DisconnectedByHand);
            fenced(insist(&self.time, || self.rows.disconnect(&work.lease, &note)).await?)?;
            work.row.intents.clear();
        }
        self.leave(&work, &Outcome::Disconnected).await;
        Ok(was_open)
    }

    async fn disconnect_under_lease(
        &self,
        work: &mut Work,
        installed_at: Option<SystemTime>,
    ) -> Result<Removal, Outcome> {
        if !work.row.intents.is_empty() {
            return Err(Outcome::RetryLater(Why::Installing));
        }
        if work.row.installed_at != installed_at {
            return Ok(Removal::StillInstalled);
        }
        let note = work.note(self.time.now(), Step::Disconnected);
        fenced(insist(&self.time, || self.rows.disconnect(&work.lease, &note)).await?)?;
        Ok(Removal::Disconnected)
    }
}

/// Whether a renewal ended with every token refused, rather than with a new pair; neither if it did not end.
fn is_lost(outcome: Outcome) -> Result<bool, Outcome> {
    let lost = matches!(outcome, Outcome::ReauthRequired | Outcome::StillReauthRequired);
    let renewed = matches!(outcome, Outcome::Refreshed | Outcome::Repaired);
    if lost || renewed { Ok(lost) } else { Err(outcome) }
}
