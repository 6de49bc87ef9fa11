//! What the connections table knows of a store's tokens: everything but the tokens.
//!
//! The row is where it is decided which version of the secret is current. Its `fence` counts the leases that were ever
//! granted; whoever writes names the fence of its lease, and is refused once another lease has been granted.

use std::time::{Duration, SystemTime};

use super::{Life, Owner, Rhythm, Scopes, VersionId, WriteBudget};
use crate::{ports::Mark, store::Store};

/// More open intents than this are forgotten, the oldest first.
const MOST_INTENTS: usize = 16;
/// A merchant who grants too little may grant more the next time. Half as often as the secret may be written: renewals need
/// their share.
const BETWEEN_QUESTIONS: Duration = Duration::from_mins(30);
/// A store for whose tokens nobody had to wait so long is not called.
const UNCALLED: Duration = Duration::from_hours(30 * 24);

/// A store's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Whether it is connected; none while its first installation is under way.
    pub status: Option<Status>,
    /// What is known of its tokens.
    pub credentials: Credentials,
    /// How many leases were granted. Never decreases.
    pub fence: u64,
    /// How many versions became current. Never decreases.
    pub generation: u64,
    /// The version of the secret that is current. The label `AWSCURRENT` follows it.
    pub current: Option<VersionId>,
    /// Whether `AWSCURRENT` is known to be on `current`.
    pub settled: bool,
    /// Versions that may have been written and are not current (yet), the oldest first.
    pub intents: Vec<Intent>,
    /// The times of the current pair.
    pub life: Option<Life>,
    /// What the current pair may do, as the platform last said.
    pub scopes: Option<Scopes>,
    /// When the merchant last installed.
    pub installed_at: Option<SystemTime>,
    /// When somebody who wanted to call the store last had to renew its token.
    pub wanted_at: Option<SystemTime>,
    /// When the secret may be written.
    pub budget: WriteBudget,
    /// Renewals that failed since the last that did not.
    pub failures: u32,
    /// What the platform has said, and is not believed yet.
    pub doubt: Option<Doubt>,
    /// When the schedule is to look at it; none if it is out of the index.
    pub due_at: Option<SystemTime>,
}

/// Whether a store is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A merchant installed, and nothing says otherwise.
    Connected,
    /// The merchant removed the app. Only an installation connects again.
    Disconnected,
}

/// What is known of a store's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// They work, or will after a renewal.
    #[default]
    Good,
    /// Every token that is held was refused; the merchant must authorise again.
    ReauthRequired,
    /// The shop is frozen, closed or unpaid; asked again after days.
    Unavailable,
}

impl From<Mark> for Credentials {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::ReauthRequired => Self::ReauthRequired,
            Mark::Unavailable => Self::Unavailable,
        }
    }
}

/// What would be marked, were it the last word. The store works on until it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What.
    pub mark: Mark,
    /// Since when nothing was said to the contrary.
    pub since: SystemTime,
}

/// A version that the holder of a lease is about to obtain and write. Written before the exchange, so that whoever comes
/// after a crash knows under which name to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The name it will have.
    pub version: VersionId,
    /// What it comes of.
    pub cause: Cause,
    /// When the intent was written.
    pub at: SystemTime,
    /// Another version became current while this one may have been on its way, and which of the two the platform issued
    /// last is not known. It is not to become current; its refresh token is offered if the current pair's is refused.
    pub spare: bool,
}

impl Intent {
    /// The same, now that another version has become current.
    #[must_use]
    pub fn spared(&self) -> Self {
        Self { spare: true, ..self.clone() }
    }
}

/// What a pair comes of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An installation: it makes every older token of the shop void.
    Install,
    /// A renewal.
    Refresh,
}

/// A lease that was granted. Who holds it may write, until another is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Of which store.
    pub store: Store,
    /// Whose.
    pub owner: Owner,
    /// Which one: the row's `fence` when it was granted.
    pub fence: u64,
    /// Until when nobody else is granted one, by the holder's clock.
    pub until: SystemTime,
}

impl ConnectionRow {
    /// Whether its tokens are anybody's business: it is connected, or an installation has begun to connect it.
    pub fn is_open(&self) -> bool {
        let installing = self.intents.iter().any(|intent| intent.cause == Cause::Install);
        self.status == Some(Status::Connected) || installing
    }

    /// Whether its tokens work, or will after a renewal, as far as is known.
    pub fn is_good(&self, now: SystemTime) -> bool {
        let alive = self.life.is_some_and(|life| now < life.refresh_expires_at);
        self.status == Some(Status::Connected) && self.credentials == Credentials::Good && alive
    }

    /// Whether its access token cannot be sent, and a renewal is likely to help.
    pub fn is_unready(&self, now: SystemTime) -> bool {
        let usable = self.life.is_some_and(|life| life.is_usable(now));
        self.is_good(now) && self.doubt.is_none() && !usable
    }

    /// Whether an ID token has nothing to give: the store is connected with all that is needed, or its merchant was asked
    /// for more only lately. Each exchange ends the tokens before it, and pages of an app load often.
    pub fn is_enough(&self, needed: &Scopes, now: SystemTime) -> bool {
        let lately = self.life.is_some_and(|life| now < life.issued_at + BETWEEN_QUESTIONS);
        self.is_good(now) && (self.missing(needed).is_empty() || lately)
    }

    /// What is in `needed` and not granted, in alphabetical order. Nothing of a store that is not connected, or of which
    /// nobody has said what it grants.
    pub fn missing(&self, needed: &Scopes) -> Vec<String> {
        let connected = self.status == Some(Status::Connected);
        self.scopes.as_ref().filter(|_| connected).map_or_else(Vec::new, |granted| granted.missing(needed))
    }

    /// Steady while the store is called: its token ends before the next renewal of a dormant one, so that whoever calls it
    /// then has to renew it, which is what tells.
    pub fn rhythm(&self, now: SystemTime) -> Rhythm {
        let last = self.installed_at.max(self.wanted_at);
        let uncalled = last.is_some_and(|last| last + UNCALLED < now);
        if uncalled { Rhythm::Dormant } else { Rhythm::Steady }
    }

    /// What the access token has left, where it matters: while the store is kept ready for calls. Of a shop that may be frozen
    /// nobody can have a new one.
    pub fn access_left(&self, now: SystemTime) -> Option<Duration> {
        let may_be_frozen = self.doubt.is_some_and(|doubt| doubt.mark == Mark::Unavailable);
        let is_ready = self.status == Some(Status::Connected)
            && self.credentials == Credentials::Good
            && !may_be_frozen
            && self.rhythm(now) == Rhythm::Steady;
        let life = self.life.filter(|_| is_ready)?;
        Some(life.expires_at.duration_since(now).unwrap_or_default())
    }

    /// What the refresh token has left, where it matters: while it may still be good.
    pub fn refresh_left(&self, now: SystemTime) -> Option<Duration> {
        let is_lost = self.credentials == Credentials::ReauthRequired;
        let life = self.life.filter(|_| self.status == Some(Status::Connected) && !is_lost)?;
        Some(life.refresh_expires_at.duration_since(now).unwrap_or_default())
    }

    /// The doubt whether `mark` is to be made, which begins now if there is none.
    pub fn doubt_of(&self, mark: Mark, now: SystemTime) -> Doubt {
        let known = self.doubt.filter(|doubt| doubt.mark == mark);
        known.unwrap_or(Doubt { mark, since: now })
    }

    /// Adds an intent; forgets the oldest if there are very many.
    #[must_use]
    pub fn intents_with(&self, intent: Intent) -> Vec<Intent> {
        let others = self.intents.iter().filter(|other| other.version != intent.version);
        let mut intents: Vec<_> = others.cloned().collect();
        intents.push(intent);
        intents.split_off(intents.len().saturating_sub(MOST_INTENTS))
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn minute(minutes: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_mins(minutes)
    }

    #[test]
    fn a_store_is_dormant_thirty_days_after_anybody_had_to_wait_for_its_token() {
        let day = |days: u32| UNIX_EPOCH + DAY * days;
        let installed = ConnectionRow { installed_at: Some(day(1000)), ..ConnectionRow::default() };
        assert_eq!([1030, 1031].map(|at| installed.rhythm(day(at))), [Rhythm::Steady, Rhythm::Dormant]);
        let wanted = ConnectionRow { wanted_at: Some(day(1050)), ..installed };
        assert_eq!([1080, 1081].map(|at| wanted.rhythm(day(at))), [Rhythm::Steady, Rhythm::Dormant]);
        assert_eq!(ConnectionRow::default().rhythm(day(1000)), Rhythm::Steady);
    }

    #[test]
    fn a_doubt_is_as_old_as_the_first_word_of_its_kind() {
        let (first, later) = (minute(0), minute(9));
        let doubt = Doubt { mark: Mark::Unavailable, since: first };
        let row = ConnectionRow { doubt: Some(doubt), ..ConnectionRow::default() };
        assert_eq!(row.doubt_of(Mark::Unavailable, later), doubt);
        assert_eq!(row.doubt_of(Mark::ReauthRequired, later).since, later);
    }

    #[test]
    fn a_page_that_stays_open_leaves_an_hourly_renewal_its_writes() {
        let mut budget = WriteBudget::default();
        for question in 0..1000 {
            let at = UNIX_EPOCH + BETWEEN_QUESTIONS * question;
            budget = budget.charged(at).unwrap();
            if question % 2 == 0 {
                budget = budget.charged(at).unwrap();
            }
        }
    }

    #[test]
    fn the_newest_intents_are_kept() {
        let owner = Owner::new([0; 16]);
        let store = Store::parse("shopify#a.myshopify.com").unwrap();
        let mut row = ConnectionRow::default();
        for fence in 0..20 {
            let version = VersionId::of(&store, fence, owner);
            row.intents =
                row.intents_with(Intent { version, cause: Cause::Refresh, at: UNIX_EPOCH, spare: false });
        }
        assert_eq!(row.intents.len(), MOST_INTENTS);
        assert_eq!(row.intents.last().unwrap().version, VersionId::of(&store, 19, owner));
    }
}
