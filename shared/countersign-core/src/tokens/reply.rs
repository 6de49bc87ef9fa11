//! Reads what a token endpoint grants. All five fields or nothing: a reply without `expires_in` that was stored as if it
//! never ended has cost others their shops.

use std::{borrow::Cow, time::Duration};

use serde::{Deserialize, de::IgnoredAny};

use super::{AccessToken, Pair, RefreshToken, Scopes};
use crate::json::check_object;

/// A longer life of an access token than the platform has ever given is a mistake, or not the platform.
const LONGEST_ACCESS: u64 = 30 * 24 * 3600;
/// Likewise of a refresh token.
const LONGEST_REFRESH: u64 = 400 * 24 * 3600;
/// A grant is some hundred bytes; adapters stop reading here.
pub const LARGEST_REPLY: usize = 64 * 1024;

/// A pair as it was granted.
#[derive(Clone, PartialEq, Eq)]
pub struct Granted {
    /// The pair.
    pub pair: Pair,
    /// What it may do.
    pub scopes: Scopes,
    /// How long the access token lives.
    pub access_life: Duration,
    /// How long the refresh token lives if it is not used.
    pub refresh_life: Duration,
}

/// Shopify may add fields; the five below must be there, in the form given.
#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Cow<'a, str>,
    #[serde(borrow)]
    scope: Cow<'a, str>,
    expires_in: u64,
    refresh_token_expires_in: u64,
    /// Whoever says that something went wrong has granted nothing, whatever stands beside it.
    error: Option<IgnoredAny>,
}

/// Reads a granting reply; none if anything in it is missing, repeated, mistyped or out of bounds.
pub fn read_grant(body: &[u8]) -> Option<Granted> {
    if body.len() > LARGEST_REPLY {
        return None;
    }
    let text = check_object(body).ok()?;
    let wire: Wire<'_> = serde_json::from_str(text).ok()?;
    let pair = Pair {
        access: AccessToken::parse(&wire.access_token)?,
        refresh: RefreshToken::parse(&wire.refresh_token)?,
    };
    let lives = (1..=LONGEST_ACCESS).contains(&wire.expires_in)
        && (1..=LONGEST_REFRESH).contains(&wire.refresh_token_expires_in);
    if wire.error.is_some() || !lives || pair.access.expose() == pair.refresh.expose() {
        return None;
    }
    Some(Granted {
        pair,
        scopes: Scopes::parse(&wire.scope)?,
        access_life: Duration::from_secs(wire.expires_in),
        refresh_life: Duration::from_secs(wire.refresh_token_expires_in),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"access_token":"test-access","scope":"write_orders","expires_in":3600,
        "refresh_token":"test-refresh","refresh_token_expires_in":7776000}"#;

    fn changed(from: &str, to: &str) -> Option<Granted> {
        assert!(GOOD.contains(from), "{from}");
        read_grant(GOOD.replacen(from, to, 1).as_bytes())
    }

    #[test]
    fn a_whole_grant_is_read() {
        let granted = read_grant(GOOD.as_bytes()).unwrap();
        assert_eq!(granted.access_life, Duration::from_hours(1));
        assert_eq!(granted.refresh_life, Duration::from_hours(90 * 24));
        assert_eq!(granted.pair.refresh.expose(), "test-refresh");
        assert!(changed("{", "{\"new_field\":[1],").is_some());
    }

    #[test]
    fn tr_015_anything_less_is_no_grant() {
        for body in ["", "{}", "[]", "null", "<html></html>", &GOOD[..GOOD.len() - 1], &" ".repeat(10 << 20)]
        {
            assert!(read_grant(body.as_bytes()).is_none(), "{body:.40}");
        }
        for field in ["access_token", "scope", "expires_in", "refresh_token", "refresh_token_expires_in"] {
            assert!(changed(&format!("\"{field}\":"), "\"else\":").is_none(), "without {field}");
        }
        assert!(changed("test-refresh", "test-access").is_none(), "one token twice");
        assert!(changed("{", "{\"expires_in\":3600,").is_none(), "a repeated key");
        for token in ["", "test access", r"test\naccess", r"test\u0000access", r"test\u00e9", r"test\ud800"] {
            assert!(changed("test-access", token).is_none(), "{token}");
            assert!(changed("test-refresh", token).is_none(), "{token}");
        }
        for scope in ["Write_Orders", "write orders", r"write_orders\nx", "<b>"] {
            assert!(changed("write_orders", scope).is_none(), "{scope}");
        }
        assert!(changed("{", "{\"error\":\"invalid_client\",").is_none(), "an error beside a grant");
        assert!(changed("{", "{\"\\u0065xpires_in\":3600,").is_none(), "a repeated key, spelled otherwise");
        assert!(changed("{", &"{\"x\":".repeat(200)).is_none() && changed("}", "} {}").is_none());
        assert!(
            read_grant(GOOD.replace('{', &format!("{{\"x\":\"{}\",", "x".repeat(LARGEST_REPLY))).as_bytes())
                .is_none()
        );
    }

    #[test]
    fn tr_025_lives_are_whole_positive_and_bounded() {
        for life in
            ["-1", "0", "1000000000000000000", "\"3600\"", "3600.5", "3.6e3", "null", "true", "2592001"]
        {
            assert!(changed(":3600", &format!(":{life}")).is_none(), "{life}");
        }
        for life in ["-1", "0", "1000000000000000000", "\"7776000\"", "null"] {
            assert!(changed(":7776000", &format!(":{life}")).is_none(), "{life}");
        }
        assert!(changed(":3600", ":2592000").is_some());
    }
}
