//! What the connections table knows of a store's tokens: everything but the tokens.
//!
//! The row is where it is decided which version of the secret is current. Its `fence` counts the leases that were ever
//! granted; whoever writes names the fence of its lease, and is refused once another lease has been granted.

use std::time::{Duration, SystemTime};

use super::{Life, Owner, Rhythm, Scopes, VersionId};
use crate::store::Store;

/// Sustained, Secrets Manager takes one write per secret in ten minutes: it deletes no version that is younger than a
/// day, and keeps no more than a hundred.
const PER_WRITE: Duration = Duration::from_mins(10);
/// As many may follow each other closely.
const BURST: u32 = 6;
/// More open intents than this are forgotten, the oldest first.
const MOST_INTENTS: usize = 16;
/// A merchant who grants too little may grant more the next time. The secret may be written once in ten minutes, and
/// renewals need their share.
const BETWEEN_QUESTIONS: Duration = Duration::from_mins(15);
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

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
    /// How eagerly it is renewed.
    pub rhythm: Rhythm,
    /// When the merchant last installed.
    pub installed_at: Option<SystemTime>,
    /// When the secret may be written.
    pub budget: WriteBudget,
    /// Renewals that failed since the last that did not.
    pub failures: u32,
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

/// Counts the writes of one secret: the time at which the last of them is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteBudget(pub Option<SystemTime>);

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

    /// Adds an intent; forgets the oldest if there are very many.
    #[must_use]
    pub fn intents_with(&self, intent: Intent) -> Vec<Intent> {
        let others = self.intents.iter().filter(|other| other.version != intent.version);
        let mut intents: Vec<_> = others.cloned().collect();
        intents.push(intent);
        intents.split_off(intents.len().saturating_sub(MOST_INTENTS))
    }
}

impl WriteBudget {
    /// The budget after one more write, or the time from which one more is possible.
    pub fn charged(self, now: SystemTime) -> Result<Self, SystemTime> {
        let paid = self.0.map_or(now, |paid| paid.max(now));
        let wait = paid.duration_since(now).unwrap_or_default();
        let allowance = PER_WRITE * (BURST - 1);
        if wait > allowance { Err(paid - allowance) } else { Ok(Self(Some(paid + PER_WRITE))) }
    }
}

/// How long to wait after so many failures in a row: minutes, so that an outage of some minutes costs no token's life.
pub fn retry_after(failures: u32, jitter: u8) -> Duration {
    let minutes = [1, 2, 5, 10, 15];
    spread(MINUTE * pick(minutes, failures), jitter)
}

/// How long to wait for a frozen shop: days.
pub fn unavailable_for(failures: u32, jitter: u8) -> Duration {
    spread(DAY * pick([1, 2, 4, 7, 7], failures), jitter)
}

fn pick(steps: [u32; 5], failures: u32) -> u32 {
    let last = steps.len() - 1;
    steps[usize::try_from(failures).unwrap_or(last).min(last)]
}

/// Between 80 % and 120 %.
fn spread(wait: Duration, jitter: u8) -> Duration {
    wait * (800 + 400 * u32::from(jitter) / 255) / 1000
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn minute(minutes: u32) -> SystemTime {
        UNIX_EPOCH + 1000 * DAY + MINUTE * minutes
    }

    #[test]
    fn tr_027_a_retry_loop_writes_once_in_ten_minutes() {
        let mut budget = WriteBudget::default();
        let mut writes = 0;
        for at in 0..24 * 60 {
            if let Ok(charged) = budget.charged(minute(at)) {
                (budget, writes) = (charged, writes + 1);
            }
        }
        assert_eq!(writes, 24 * 6 + 5);
    }

    #[test]
    fn a_refused_write_says_from_when_one_is_possible() {
        let mut budget = WriteBudget::default();
        for _ in 0..BURST {
            budget = budget.charged(minute(0)).unwrap();
        }
        let from = budget.charged(minute(0)).unwrap_err();
        assert_eq!(from, minute(10));
        assert!(budget.charged(from).is_ok());
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_to_a_week() {
        let minutes = |failures| retry_after(failures, 128).as_secs().div_ceil(60);
        assert_eq!([0, 1, 2, 3, 4, 99].map(minutes), [1, 2, 5, 10, 15, 15]);
        assert!(unavailable_for(9, 255) < 9 * DAY && unavailable_for(0, 0) > DAY / 2);
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
