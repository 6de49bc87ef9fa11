//! One fixed day. Nothing here reads a clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_core::wall_time;

/// Midnight, 22 November 2026, UTC.
pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(24 * 20_779)
}

/// A minute before [`now`], as a body states it.
pub(crate) const JUST_NOW: &str = "2026-11-21T23:59:00Z";

/// So many days before [`now`], less or more a millisecond, as a body states it.
pub(crate) fn days_before(days: u64, millis_more: i64) -> String {
    let exact = wall_time::epoch_millis(now()) - days * 86_400_000;
    wall_time::format(wall_time::from_epoch_millis(exact.saturating_add_signed(-millis_more)))
}

/// Clocks that run ahead of [`now`].
pub(crate) mod later {
    use super::{Duration, SystemTime, now};

    pub(crate) fn ten_minutes() -> SystemTime {
        now() + Duration::from_mins(10)
    }

    pub(crate) fn a_day() -> SystemTime {
        now() + Duration::from_hours(24)
    }

    pub(crate) fn a_month() -> SystemTime {
        now() + Duration::from_hours(24 * 30)
    }

    pub(crate) fn a_year() -> SystemTime {
        now() + Duration::from_hours(24 * 365)
    }

    pub(crate) fn a_century() -> SystemTime {
        now() + Duration::from_hours(24 * 36_525)
    }
}
