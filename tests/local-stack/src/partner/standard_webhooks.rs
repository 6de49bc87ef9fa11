//! Standard Webhooks 1.0.0, the receiving side, written from the specification and independent of the product's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Refusal;

/// Both ways; five minutes is what the libraries use, the specification names no number.
const TOLERANCE: Duration = Duration::from_mins(5);

/// The three headers and the body they speak of.
pub(super) struct Signed<'a> {
    pub(super) id: &'a str,
    pub(super) timestamp: &'a str,
    pub(super) signatures: &'a str,
    pub(super) body: &'a [u8],
}

impl Signed<'_> {
    /// Whether one of the signatures was made with one of `keys`, not long before or after `now`.
    pub(super) fn verify(&self, keys: &[Vec<u8>], now: SystemTime) -> Result<(), Refusal> {
        self.check_time(now)?;
        let genuine = self.offered().any(|mac| keys.iter().any(|key| self.is_signed_by(key, &mac)));
        if genuine { Ok(()) } else { Err(Refusal::BadSignature) }
    }

    fn check_time(&self, now: SystemTime) -> Result<(), Refusal> {
        let seconds = self.timestamp.parse().map_err(|_| Refusal::BadTimestamp)?;
        let sent = UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).ok_or(Refusal::BadTimestamp)?;
        let apart = now.duration_since(sent).unwrap_or_else(|ahead| ahead.duration());
        if apart.as_secs() <= TOLERANCE.as_secs() { Ok(()) } else { Err(Refusal::BadTimestamp) }
    }

    /// The space-separated list; versions we do not know are passed over, as the specification asks.
    fn offered(&self) -> impl Iterator<Item = Vec<u8>> {
        let encoded = self.signatures.split(' ').filter_map(|entry| entry.strip_prefix("v1,"));
        encoded.filter_map(|encoded| BASE64_STANDARD.decode(encoded).ok())
    }

    fn is_signed_by(&self, key: &[u8], mac: &[u8]) -> bool {
        let Ok(mut expected) = Hmac::<Sha256>::new_from_slice(key) else { return false };
        expected.update(format!("{}.{}.", self.id, self.timestamp).as_bytes());
        expected.update(self.body);
        expected.verify_slice(mac).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SECOND: &str = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const GENUINE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const WRONG: &str = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    const SENT: u64 = 1_614_265_330;

    /// Checks the specification's first example, seen `late` seconds after it was sent.
    fn check(signatures: &str, keys: &[&str], late: i64) -> Result<(), Refusal> {
        let signed = Signed {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: "1614265330",
            signatures,
            body: br#"{"test": 2432232314}"#,
        };
        let keys: Vec<_> = keys.iter().map(|key| BASE64_STANDARD.decode(key).unwrap()).collect();
        signed.verify(&keys, UNIX_EPOCH + Duration::from_secs(SENT.saturating_add_signed(late)))
    }

    #[test]
    fn the_published_example_is_genuine() {
        assert_eq!(check(GENUINE, &[FIRST], 0), Ok(()));
    }

    #[test]
    fn a_second_published_example_is_genuine() {
        let signed = Signed {
            id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            timestamp: "1649367553",
            signatures: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
            body: br#"{"email":"test@example.com","username":"test_user"}"#,
        };
        let now = UNIX_EPOCH + Duration::from_secs(1_649_367_553);
        assert_eq!(signed.verify(&[BASE64_STANDARD.decode(SECOND).unwrap()], now), Ok(()));
    }

    #[test]
    fn one_genuine_signature_among_others_is_enough() {
        let several = format!("{WRONG} v2,{} {GENUINE} {WRONG}", &WRONG[3..]);
        assert_eq!(check(&several, &[FIRST], 0), Ok(()));
    }

    #[test]
    fn any_of_our_keys_may_have_signed() {
        assert_eq!(check(GENUINE, &[SECOND, FIRST], 0), Ok(()));
        assert_eq!(check(GENUINE, &[SECOND], 0), Err(Refusal::BadSignature));
    }

    #[test]
    fn wrong_empty_shortened_and_unknown_signatures_are_refused() {
        let renamed = GENUINE.replace("v1,", "v2,");
        for signatures in [WRONG, "v1,", "", &GENUINE[..43], &renamed] {
            assert_eq!(check(signatures, &[FIRST], 0), Err(Refusal::BadSignature), "{signatures}");
        }
    }

    #[test]
    fn five_minutes_late_or_early_is_too_much() {
        for bearable in [-300, 300] {
            assert_eq!(check(GENUINE, &[FIRST], bearable), Ok(()));
        }
        for too_much in [-301, 301] {
            assert_eq!(check(GENUINE, &[FIRST], too_much), Err(Refusal::BadTimestamp));
        }
    }
}
