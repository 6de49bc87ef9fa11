//! How long the open requests of data protection have left.

use std::time::{Duration, SystemTime};

/// From here on somebody must be told: looking things up, and asking back, takes days.
const SOON: Duration = Duration::from_hours(10 * 24);
const DAY: u64 = 24 * 60 * 60;

/// The open requests, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub open: usize,
    /// Those that are due within ten days and not over.
    pub soon: usize,
    /// Those whose time is over.
    pub over: usize,
    /// The whole days that the most urgent one has left; none if nothing is open.
    pub days_left: Option<u64>,
}

impl Tally {
    /// Counts requests by the times at which they are due.
    pub fn of(due: &[SystemTime], now: SystemTime) -> Self {
        let left = |due: &SystemTime| due.duration_since(now).ok().filter(|left| !left.is_zero());
        let over = due.iter().filter(|due| left(due).is_none()).count();
        let soon = due.iter().filter_map(left).filter(|left| *left <= SOON).count();
        let least = due.iter().map(|due| left(due).unwrap_or_default()).min();
        Self { open: due.len(), soon, over, days_left: least.map(|left| left.as_secs() / DAY) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn day(days: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs((1000 + days) * DAY)
    }

    #[test]
    fn nothing_open_has_no_days_left() {
        assert_eq!(Tally::of(&[], day(0)), Tally::default());
    }

    #[test]
    fn requests_are_counted_by_what_they_have_left() {
        let tally = Tally::of(&[day(30), day(10), day(11), day(3)], day(0));
        assert_eq!(tally, Tally { open: 4, soon: 2, over: 0, days_left: Some(3) });
        let tally = Tally::of(&[day(30), day(5), day(2)], day(5));
        assert_eq!(tally, Tally { open: 3, soon: 0, over: 2, days_left: Some(0) });
    }
}
