//! Whether Shopify signed a query, and when.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{Query, QueryFault, base_of, escape::percent};
use crate::{
    hex,
    keys::SigningKey,
    oauth::OAuthError,
    wall_time::{epoch_millis, from_epoch_millis},
};

/// How far a query's time may lie from ours, either way: a minute and a half, as Shopify's own library has it, and
/// what two clocks may differ by.
const FRESH_FOR: Duration = Duration::from_secs(90 + 5);

/// Whether `hmac` is that of all other parameters under one of the keys: 64 lower-case digits, compared in constant
/// time. A query with the `signature` of older or other schemes (app proxies) is never one of these.
///
/// Unknown parameters are signed as well, so that Shopify may add some.
pub(in crate::oauth) fn proves<'k>(query: &Query, keys: impl Iterator<Item = &'k SigningKey>) -> bool {
    let tag = query.get("hmac").and_then(hex::decode::<32>);
    let Some(tag) = tag.filter(|_| query.get("signature").is_none()) else { return false };
    let messages = [delimited(query), encoded(query)];
    // Every key and form is tried, so that the time tells nothing of which fits.
    let tries = keys.flat_map(|key| messages.iter().map(move |message| (key, message)));
    tries.fold(false, |proven, (key, message)| key.verifies(message.as_bytes(), &tag.into()) | proven)
}

/// Whether `timestamp` is near enough to now.
pub(in crate::oauth) fn is_fresh(timestamp: &str, now: SystemTime) -> Result<bool, OAuthError> {
    let digits = (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: Option<u64> = digits.then(|| timestamp.parse().ok()).flatten();
    let signed_at = seconds.ok_or(QueryFault::Malformed("timestamp"))? * 1000;
    let (signed_at, now) = (from_epoch_millis(signed_at), from_epoch_millis(epoch_millis(now)));
    let apart = now.duration_since(signed_at).unwrap_or_else(|ahead| ahead.duration());
    Ok(apart <= FRESH_FOR)
}

// Shopify's libraries agree on queries whose values need no encoding, and nothing else is specified. Two forms are
// tried: the one that Shopify has been seen to sign, and that of its library for JavaScript. Both are read back by the
// same rules (cut at `&`, at the first `=`, undo the escapes), so that no signature for one query fits another. Only an
// array and a text that looks like one share a form, and nothing is decided upon an array.

/// Only what would move a boundary is escaped, and an array is one value: `ids=["2", "1"]`.
fn delimited(query: &Query) -> String {
    let mut pairs: Vec<String> = Vec::new();
    for (at, (name, value)) in signed(query).enumerate() {
        let (base, array) = base_of(name);
        if !array {
            pairs.push(delimited_pair(name, value));
        } else if signed(query).take(at).all(|(earlier, _)| earlier != name) {
            let elements = signed(query).filter(|(other, _)| *other == name);
            let elements: Vec<_> = elements.map(|(_, value)| Value::from(value).to_string()).collect();
            pairs.push(delimited_pair(base, &format!("[{}]", elements.join(", "))));
        }
    }
    pairs.sort_unstable();
    pairs.join("&")
}

fn delimited_pair(name: &str, value: &str) -> String {
    let (name, value) = (name.replace('%', "%25"), value.replace('%', "%25"));
    format!("{}={value}", name.replace('=', "%3D")).replace('&', "%26")
}

/// Every name and value is encoded as in a form, with spaces as `%20`; an array's elements follow each other.
fn encoded(query: &Query) -> String {
    let form = |text: &str| percent(text, b"*-._");
    let mut pairs: Vec<_> = signed(query).collect();
    pairs.sort_by_key(|(name, _)| *name);
    let pairs: Vec<_> =
        pairs.into_iter().map(|(name, value)| format!("{}={}", form(name), form(value))).collect();
    pairs.join("&")
}

fn signed(query: &Query) -> impl Iterator<Item = (&str, &str)> {
    query.pairs().filter(|(name, _)| *name != "hmac")
}
