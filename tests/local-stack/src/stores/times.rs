use std::time::SystemTime;

use time::{Duration, OffsetDateTime, UtcOffset};

/// The present, for callers who want their deliveries to be of now.
#[expect(clippy::disallowed_methods, reason = "stores live in real time")]
pub fn now() -> OffsetDateTime {
    SystemTime::now().into()
}

/// As WooCommerce writes times, and the beginning of every other form: to the second, no zone.
pub(super) fn without_zone(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// As Shopify writes times in bodies: to the second, on the shop's own clock.
pub(super) fn on_the_shops_clock(at: OffsetDateTime) -> String {
    format!("{}-05:00", without_zone(at - Duration::hours(5)))
}

/// As Shopify writes times in headers: to the nanosecond, in UTC.
pub(super) fn to_the_nanosecond(at: OffsetDateTime) -> String {
    format!("{}.{:09}Z", without_zone(at), at.nanosecond())
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::*;

    #[test]
    fn a_moment_is_written_in_three_ways() {
        let moment = OffsetDateTime::UNIX_EPOCH + Duration::new(1_700_000_000, 42);
        assert_eq!(without_zone(moment), "2023-11-14T22:13:20");
        assert_eq!(on_the_shops_clock(moment), "2023-11-14T17:13:20-05:00");
        assert_eq!(to_the_nanosecond(moment), "2023-11-14T22:13:20.000000042Z");
    }
}
