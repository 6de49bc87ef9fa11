//! How often a store's secret may be written.

use std::time::{Duration, SystemTime};

/// Secrets Manager deletes no version that is younger than a day, and keeps no more than a hundred: ninety a day, and the
/// burst, leave room for an installation.
const PER_WRITE: Duration = Duration::from_mins(16);
/// As many may follow each other closely.
const BURST: u32 = 6;

/// Counts the writes of one secret: the time at which the last of them is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteBudget(pub Option<SystemTime>);

impl WriteBudget {
    /// The budget after one more write, or the time from which one more is possible.
    pub fn charged(self, now: SystemTime) -> Result<Self, SystemTime> {
        let paid = self.0.map_or(now, |paid| paid.max(now));
        let wait = paid.duration_since(now).unwrap_or_default();
        let allowance = PER_WRITE * (BURST - 1);
        if wait > allowance { Err(paid - allowance) } else { Ok(Self(Some(paid + PER_WRITE))) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn minute(minutes: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_mins(1_440_000 + minutes)
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
}
