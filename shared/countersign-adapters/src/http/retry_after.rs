//! `Retry-After`, in its two forms and the one that should not exist.

use std::time::{Duration, SystemTime};

use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// Seconds (also with decimals, as some send them), or a date (RFC 9110); none if it is neither.
pub(super) fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        // More digits than fit are a very long time.
        let seconds = whole.parse::<u64>().unwrap_or(u64::MAX);
        let started = fraction.bytes().any(|digit| digit != b'0');
        return Some(Duration::from_secs(seconds.saturating_add(u64::from(started))));
    }
    let date: SystemTime = OffsetDateTime::parse(text, &Rfc2822).ok()?.into();
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn check(text: &str, expected: Option<u64>) {
        let now = UNIX_EPOCH + Duration::from_mins(24_090_208);
        assert_eq!(parse(text, now), expected.map(Duration::from_secs), "{text:?}");
    }

    #[test]
    fn every_form_is_understood_and_none_panics() {
        check("120", Some(120));
        check(" 2.0 ", Some(2));
        check("1.5", Some(2));
        check("100000000000000000000", Some(u64::MAX));
        check("Wed, 21 Oct 2015 07:28:00 GMT", Some(0));
        check("Wed, 21 Oct 2015 07:30:00 GMT", Some(120));
        for text in ["", "-1", "soon", "1e9", "1,5", "NaN", "\u{663}"] {
            check(text, None);
        }
    }
}
