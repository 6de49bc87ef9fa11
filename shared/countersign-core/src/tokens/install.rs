//! An installation: the merchant's code becomes a pair. It shares lease and fence with renewals, and can read no token.

use std::time::{Duration, SystemTime};

use super::{
    AccessToken, Answer, AuditNote, Cause, ConnectionRow, Granted, Intent, Life, Outcome, Scopes, Step,
    StoredPair, VersionId, Why, classify,
    refresh::apply,
    work::{Work, announce, fenced, insist, insist_until, settle, take},
};
use crate::{
    Stage,
    ports::{
        CurrentLabel, CurrentRows, Entropy, Grant, NewCurrent, PairDeposit, Timing, TokenEndpoint,
        TokenLeases,
    },
    store::{ShopDomain, Store},
};

/// The merchant waits in the browser for no longer than this for somebody else's lease.
const PATIENCE: Duration = Duration::from_secs(8);
const LOOK: Duration = Duration::from_millis(400);
const TRIES: u32 = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Installs. One per function instance.
pub struct Installer<R, V, P, T> {
    /// The stage whose credentials these are.
    pub stage: Stage,
    /// The connections table.
    pub rows: R,
    /// The stores' secrets, to be written only.
    pub vault: V,
    /// The platform.
    pub platform: P,
    /// Clock and waits.
    pub time: T,
    /// Owners of leases, and jitter.
    pub entropy: Box<dyn Entropy>,
}

/// How an installation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// The store is connected.
    Connected {
        /// Scopes that are needed and were not granted; the merchant is told.
        missing: Vec<String>,
    },
    /// Another installation of the same shop was quicker, and the store is connected by it.
    Superseded {
        /// The same, of what the other was granted.
        missing: Vec<String>,
    },
    /// The platform did not take the code.
    Rejected,
    /// Not done; the merchant must begin again.
    Failed(Outcome),
}

/// Whose pair connects the store.
enum Winner {
    Ours(StoredPair),
    /// As the row said when we had the lease.
    Another(ConnectionRow),
}

/// What it takes to become current.
struct Deposit {
    intent: Intent,
    pair: StoredPair,
    /// When the store was installed before.
    before: Option<SystemTime>,
}

impl<R, V, P, T> Installer<R, V, P, T>
where
    R: TokenLeases + CurrentRows,
    V: PairDeposit + CurrentLabel,
    P: TokenEndpoint,
    T: Timing,
{
    /// Turns a grant of the merchant's (`code` or ID token) into a connected store. Nobody waits after `until`: a grant that
    /// could not be kept before is not used up, and an ID token is not exchanged if the store needs none.
    pub async fn install(
        &self,
        shop: &ShopDomain,
        grant: Grant<'_>,
        needed: &Scopes,
        until: SystemTime,
    ) -> Installed {
        self.install_and_tell(shop, grant, needed, until).await.0
    }

    /// The same, with the access token for what is to be done in the store at once: whoever installs can read none later.
    pub async fn install_and_tell(
        &self,
        shop: &ShopDomain,
        grant: Grant<'_>,
        needed: &Scopes,
        until: SystemTime,
    ) -> (Installed, Option<AccessToken>) {
        let store = Store::Shopify(shop.clone());
        match self.try_install(shop, &store, grant, needed, until).await {
            Ok(Winner::Ours(pair)) => {
                let missing = pair.scopes.missing(needed);
                (Installed::Connected { missing }, Some(pair.pair.access))
            }
            Ok(Winner::Another(row)) => (Installed::Superseded { missing: row.missing(needed) }, None),
            Err(Outcome::RetryLater(Why::Rejected)) => (Installed::Rejected, None),
            Err(outcome) => (Installed::Failed(outcome), None),
        }
    }

    async fn try_install(
        &self,
        shop: &ShopDomain,
        store: &Store,
        grant: Grant<'_>,
        needed: &Scopes,
        until: SystemTime,
    ) -> Result<Winner, Outcome> {
        let mut work = self.take_patiently(store).await?;
        work.until = work.until.min(until);
        if matches!(grant, Grant::IdToken(_)) && work.row.is_enough(needed, self.time.now()) {
            self.leave(&work).await;
            return Ok(Winner::Another(work.row));
        }
        let deposit = match self.obtain(shop, &mut work, grant).await {
            Ok(deposit) => deposit,
            Err(outcome) => {
                self.leave(&work).await;
                return Err(outcome);
            }
        };
        match self.commit(&mut work, &deposit).await {
            Err(Outcome::StaleLease) => self.commit_late(store, deposit).await,
            ended => {
                self.leave(&work).await;
                ended.map(|()| Winner::Ours(deposit.pair))
            }
        }
    }

    /// The code is spent by its first use, so that there is nothing to repeat once an answer may have been lost.
    async fn obtain(&self, shop: &ShopDomain, work: &mut Work, grant: Grant<'_>) -> Result<Deposit, Outcome> {
        announce(&self.rows, &self.time, work, Cause::Install).await?;
        let (granted, at) = self.exchange(shop, work, grant).await?;
        let deposit = self.deposit_of(work, granted, at);
        work.wrote = true;
        let (store, version) = (work.store(), &deposit.intent.version);
        // What is not kept now is lost: nobody can buy it again.
        insist_until(&self.time, work.until, || self.vault.deposit(store, version, &deposit.pair)).await?;
        Ok(deposit)
    }

    async fn exchange(
        &self,
        shop: &ShopDomain,
        work: &Work,
        grant: Grant<'_>,
    ) -> Result<(Granted, SystemTime), Outcome> {
        let mut tries = 0;
        loop {
            let at = self.time.now();
            // What it gives has to be kept as well: it cannot be had again.
            work.in_time_for(2, at)?;
            tries += 1;
            match classify(self.platform.exchange(shop, grant).await) {
                Answer::Granted(granted) => return Ok((*granted, at)),
                Answer::InvalidClient => return Err(Outcome::InvalidClient),
                Answer::ShopUnavailable => return Err(Outcome::ShopUnavailable),
                Answer::Refused => return Err(Outcome::RetryLater(Why::Rejected)),
                // Only where the platform has certainly not used the code.
                Answer::Retry { why: Why::Throttled | Why::Unreachable, after }
                    if tries < TRIES && after.unwrap_or_default() <= LONGEST_WAIT =>
                {
                    self.time.pause(after.unwrap_or(LOOK)).await;
                }
                Answer::Retry { why, .. } | Answer::Later(why) => return Err(Outcome::RetryLater(why)),
            }
        }
    }

    fn deposit_of(&self, work: &Work, granted: Granted, at: SystemTime) -> Deposit {
        let pair = StoredPair {
            stage: self.stage,
            store: work.store().clone(),
            generation: work.row.generation + 1,
            pair: granted.pair,
            // What was before is void, as of the exchange.
            kept: None,
            scopes: granted.scopes,
            life: Life::new(at, granted.access_life, granted.refresh_life),
        };
        let intent = Intent { version: work.version(), cause: Cause::Install, at, spare: false };
        Deposit { intent, pair, before: work.row.installed_at }
    }

    async fn commit(&self, work: &mut Work, deposit: &Deposit) -> Result<(), Outcome> {
        let (change, note) = self.change(work, deposit);
        fenced(insist(&self.time, || self.rows.make_current(&work.lease, &change, &note)).await?)?;
        let before = apply(&mut work.row, change);
        drop(settle(&self.rows, &self.vault, &self.time, work, before.as_ref()).await);
        Ok(())
    }

    fn change(&self, work: &Work, deposit: &Deposit) -> (NewCurrent, AuditNote) {
        let generation = work.row.generation + 1;
        let (version, cause) = (deposit.intent.version.clone(), Cause::Install);
        // We cannot see whether they came to something, nor which of us the platform answered last.
        let others = work.row.intents.iter().filter(|other| other.version != version);
        let change = NewCurrent {
            version: version.clone(),
            generation,
            life: deposit.pair.life,
            scopes: deposit.pair.scopes.clone(),
            installed_at: Some(deposit.intent.at),
            intents: others.map(Intent::spared).collect(),
            due_at: work.overdue_at(),
        };
        let step = Step::BecameCurrent { version, generation, cause, repaired: false };
        (change, work.note(self.time.now(), step))
    }

    /// Somebody took the lease while we were at it. Ours is the newest pair, unless another installation was completed, in
    /// which case nobody knows: a renewal that succeeded did so before the code made its tokens void.
    async fn commit_late(&self, store: &Store, deposit: Deposit) -> Result<Winner, Outcome> {
        let mut work = self.take_patiently(store).await?;
        let ended = if is_done(&work.row, &deposit.intent.version) {
            Ok(Winner::Ours(deposit.pair))
        } else if work.row.installed_at == deposit.before {
            self.commit(&mut work, &deposit).await.map(|()| Winner::Ours(deposit.pair))
        } else {
            work.row.intents = work.row.intents_with(deposit.intent.spared());
            Ok(Winner::Another(work.row.clone()))
        };
        self.leave(&work).await;
        ended
    }

    async fn take_patiently(&self, store: &Store) -> Result<Work, Outcome> {
        let mut waited = Duration::ZERO;
        loop {
            match take(&self.rows, &self.time, &*self.entropy, store, true).await {
                Err(Outcome::Busy) if waited < PATIENCE => {
                    let [jitter] = self.entropy.bytes();
                    let look = LOOK + LOOK * u32::from(jitter) / 255;
                    self.time.pause(look).await;
                    waited += look;
                }
                taken => return taken,
            }
        }
    }

    /// What is not settled is due soon; what is, when its pair is.
    async fn leave(&self, work: &Work) {
        let [jitter] = self.entropy.bytes();
        let mut ending = work.ending(None, work.row.failures);
        let unfinished = !ending.intents.is_empty() || !ending.settled;
        let life = work.row.life.filter(|_| work.row.is_open());
        let next = life.map(|life| life.due_at(work.row.rhythm(self.time.now()), jitter));
        let has_pair = work.row.current.is_some() || !ending.intents.is_empty();
        ending.due_at = if unfinished && has_pair { Some(work.overdue_at()) } else { next };
        drop(self.rows.release(&work.lease, &ending).await);
    }
}

/// A renewal found our intent, tried the pair, and made it current for us.
fn is_done(row: &ConnectionRow, version: &VersionId) -> bool {
    row.current.as_ref() == Some(version)
}
