//! Times as the platforms write them, and as we store them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::{
    OffsetDateTime, PrimitiveDateTime,
    format_description::well_known::{Iso8601, Rfc3339},
};

/// Reads Shopify's form (RFC 3339, any offset) or WooCommerce's `*_gmt` form (ISO 8601 without a zone, in UTC).
pub fn parse(text: &str) -> Option<SystemTime> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok().or_else(|| {
        let civil = PrimitiveDateTime::parse(text, &Iso8601::DATE_TIME).ok()?;
        Some(civil.assume_utc())
    })?;
    Some(moment.into())
}

/// RFC 3339 in UTC with whole seconds, or milliseconds where there are any.
pub fn format(time: SystemTime) -> String {
    let moment = OffsetDateTime::from(from_epoch_millis(epoch_millis(time)));
    moment.format(&Rfc3339).unwrap_or_default()
}

/// RFC 3339 in UTC, always with three digits of milliseconds: one length, and sorted as text in the order of time. Without
/// the formatting machinery, because every line of the log has one.
pub fn format_millis(time: SystemTime) -> String {
    let moment = OffsetDateTime::from(from_epoch_millis(epoch_millis(time)));
    let (hour, minute, second, milli) = moment.time().as_hms_milli();
    let mut text = String::with_capacity(24);
    digits(&mut text, moment.year().unsigned_abs(), 4);
    for (mark, part) in
        [('-', u8::from(moment.month())), ('-', moment.day()), ('T', hour), (':', minute), (':', second)]
    {
        text.push(mark);
        digits(&mut text, part.into(), 2);
    }
    text.push('.');
    digits(&mut text, milli.into(), 3);
    text.push('Z');
    text
}

/// The last `count` digits of a number.
fn digits(text: &mut String, number: u32, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// The calendar day in UTC, `yyyy-mm-dd`.
pub fn day(time: SystemTime) -> String {
    let moment = OffsetDateTime::from(time);
    format!("{:04}-{:02}-{:02}", moment.year(), u8::from(moment.month()), moment.day())
}

/// Milliseconds since 1970; times before it count as 1970.
pub fn epoch_millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The time that so many milliseconds since 1970 make.
pub fn from_epoch_millis(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_platforms_forms_name_the_same_moment() {
        let shopify = parse("2026-11-21T18:51:25-05:00").unwrap();
        assert_eq!(parse("2026-11-21T23:51:25"), Some(shopify));
        assert_eq!(parse("2026-11-21T23:51:25.000Z"), Some(shopify));
        assert_eq!(format(shopify), "2026-11-21T23:51:25Z");
        assert_eq!(format_millis(shopify), "2026-11-21T23:51:25.000Z");
        assert_eq!(format_millis(from_epoch_millis(1_709_183_045_067)), "2024-02-29T05:04:05.067Z");
        assert_eq!(day(shopify), "2026-11-21");
        assert_eq!(from_epoch_millis(epoch_millis(shopify)), shopify);
    }

    #[test]
    fn what_is_not_a_time_is_none() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-21", "1700000000"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
