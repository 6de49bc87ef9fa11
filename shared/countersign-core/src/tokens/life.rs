//! How long a pair lives, and when it is to be renewed.

use std::time::{Duration, SystemTime};

/// Two machines' clocks, and the way of a call, may take this much of an access token's life.
const SKEW: Duration = Duration::from_mins(2);
/// A store that nobody calls is renewed this often, so that its refresh token never nears its end.
const DORMANT: Duration = Duration::from_hours(7 * 24);

/// The times of a pair, by the clock of whoever obtained it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Taken before the request was sent, so that the ends below are early rather than late.
    pub issued_at: SystemTime,
    /// When the access token ends.
    pub expires_at: SystemTime,
    /// When the refresh token ends if it is not used.
    pub refresh_expires_at: SystemTime,
}

/// How eagerly a store's pair is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Before its access token ends, so that calls never wait.
    Steady,
    /// Within the week, so that its refresh token does not end; its access token is renewed when it is wanted.
    Dormant,
}

impl Life {
    /// A life that begins at `issued_at`.
    pub fn new(issued_at: SystemTime, access: Duration, refresh: Duration) -> Self {
        Self { issued_at, expires_at: issued_at + access, refresh_expires_at: issued_at + refresh }
    }

    /// The last moment at which the access token may be sent.
    pub fn usable_until(&self) -> SystemTime {
        self.expires_at.checked_sub(SKEW).unwrap_or(self.issued_at)
    }

    /// Whether the access token may be sent.
    pub fn is_usable(&self, now: SystemTime) -> bool {
        now < self.usable_until()
    }

    /// When the pair is due: with a quarter of the access token's life left, or up to a twelfth of it earlier.
    ///
    /// `jitter` spreads stores that were connected, or renewed after an outage, at one time.
    pub fn due_at(&self, rhythm: Rhythm, jitter: u8) -> SystemTime {
        let (end, life) = match rhythm {
            Rhythm::Steady => (self.expires_at, self.since_issue(self.expires_at)),
            Rhythm::Dormant => {
                let week = self.issued_at + DORMANT.min(self.since_issue(self.refresh_expires_at));
                (week, self.since_issue(week))
            }
        };
        end.checked_sub(life / 4 + life / 12 * u32::from(jitter) / 255).unwrap_or(self.issued_at)
    }

    fn since_issue(&self, end: SystemTime) -> Duration {
        end.duration_since(self.issued_at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn life() -> Life {
        Life::new(UNIX_EPOCH + 365 * DAY, Duration::from_hours(1), 90 * DAY)
    }

    fn after(seconds: u64) -> SystemTime {
        life().issued_at + Duration::from_secs(seconds)
    }

    #[test]
    fn tr_012_a_token_is_usable_until_two_minutes_before_its_end() {
        assert!(life().is_usable(after(3479)));
        assert!(!life().is_usable(after(3480)));
    }

    #[test]
    fn an_hours_token_is_due_between_minutes_40_and_45() {
        assert_eq!(life().due_at(Rhythm::Steady, 0), after(45 * 60));
        assert_eq!(life().due_at(Rhythm::Steady, 255), after(40 * 60));
    }

    #[test]
    fn a_dormant_stores_refresh_token_is_used_within_the_week() {
        let due = life().due_at(Rhythm::Dormant, 255).duration_since(life().issued_at).unwrap();
        assert!(due > 4 * DAY && due < 6 * DAY, "{due:?}");
    }

    #[test]
    fn a_life_shorter_than_the_skew_is_never_usable_and_due_at_once() {
        let short = Life::new(UNIX_EPOCH, Duration::from_mins(1), Duration::from_mins(1));
        assert!(!short.is_usable(UNIX_EPOCH));
        assert!(short.due_at(Rhythm::Dormant, 255) < UNIX_EPOCH + Duration::from_mins(1));
    }
}
