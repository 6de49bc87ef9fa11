//! What the connections table knows of a store's tokens: everything but the tokens.
//!
//! The row is where it is decided which version of the secret is current. Its `fence` counts the leases that were ever
//! granted; whoever writes names the fence of its lease, and is refused once another lease has been granted.

use std::time::{Duration, SystemTime};

use super::{Life, Owner, Rhythm, VersionId};
use crate::{ports::Mark, store::Store};

/// Secrets Manager deletes no version that is younger than a day, and keeps no more than a hundred: ninety a day, and the
/// burst, leave room for an installation.
const PER_WRITE: Duration = Duration::from_mins(16);
/// As many may follow each other closely.
const BURST: u32 = 6;
/// More open intents than this are forgotten, the oldest first.
const MOST_INTENTS: usize = 16;
/// No wait that the platform asks for is longer: a token has a quarter of an hour to be renewed in.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// A store for whose tokens nobody had to wait so long is not called.
const UNCALLED: Duration = Duration::from_hours(30 * 24);
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

/// Counts the writes of one secret: the time at which the last of them is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteBudget(pub Option<SystemTime>);

impl ConnectionRow {
    /// Whether its tokens are anybody's business: it is connected, or an installation has begun to connect it.
    pub fn is_open(&self) -> bool {
        let installing = self.intents.iter().any(|intent| intent.cause == Cause::Install);
        self.status == Some(Status::Connected) || installing
    }

    /// Steady while the store is called: its token ends before the next renewal of a dormant one, so that whoever calls it
    /// then has to renew it, which is what tells.
    pub fn rhythm(&self, now: SystemTime) -> Rhythm {
        let last = self.installed_at.max(self.wanted_at);
        let uncalled = last.is_some_and(|last| last + UNCALLED < now);
        if uncalled { Rhythm::Dormant } else { Rhythm::Steady }
    }

    /// What the access token has left, where it matters: while the store is kept ready for calls.
    pub fn access_left(&self, now: SystemTime) -> Option<Duration> {
        let is_ready = self.status == Some(Status::Connected)
            && self.credentials == Credentials::Good
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

impl WriteBudget {
    /// The budget after one more write, or the time from which one more is possible.
    pub fn charged(self, now: SystemTime) -> Result<Self, SystemTime> {
        let paid = self.0.map_or(now, |paid| paid.max(now));
        let wait = paid.duration_since(now).unwrap_or_default();
        let allowance = PER_WRITE * (BURST - 1);
        if wait > allowance { Err(paid - allowance) } else { Ok(Self(Some(paid + PER_WRITE))) }
    }
}

/// How long to wait after so many failures in a row: minutes, so that an outage of some minutes costs no token's life; and
/// as long as the platform has asked for, within reason.
pub fn retry_after(failures: u32, asked: Duration, jitter: u8) -> Duration {
    let minutes = [1, 2, 5, 10, 15];
    let last = minutes.len() - 1;
    let minutes = minutes[usize::try_from(failures).unwrap_or(last).min(last)];
    spread(MINUTE * minutes, jitter).max(asked.min(LONGEST_WAIT))
}

/// How long a frozen or lost store is left alone: about a day.
pub fn parked_for(jitter: u8) -> Duration {
    spread(DAY, jitter)
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
    fn tr_027_a_retry_loop_writes_less_than_a_hundred_times_a_day() {
        let mut budget = WriteBudget::default();
        let mut writes = 0;
        for at in 0..24 * 60 {
            if let Ok(charged) = budget.charged(minute(at)) {
                (budget, writes) = (charged, writes + 1);
            }
        }
        assert_eq!(writes, 90 + 5);
    }

    #[test]
    fn a_refused_write_says_from_when_one_is_possible() {
        let mut budget = WriteBudget::default();
        for _ in 0..BURST {
            budget = budget.charged(minute(0)).unwrap();
        }
        let from = budget.charged(minute(0)).unwrap_err();
        assert_eq!(from, minute(16));
        assert!(budget.charged(from).is_ok());
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour() {
        let minutes = |failures| retry_after(failures, Duration::ZERO, 128).as_secs().div_ceil(60);
        assert_eq!([0, 1, 2, 3, 4, 99].map(minutes), [1, 2, 5, 10, 15, 15]);
        assert_eq!(retry_after(0, MINUTE * 7, 128), MINUTE * 7);
        assert_eq!(retry_after(0, Duration::MAX, 128), LONGEST_WAIT);
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
