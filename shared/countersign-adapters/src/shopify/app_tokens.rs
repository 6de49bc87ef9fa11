//! Stores of the app's own organisation: their tokens are bought with the app's own credentials and come without a refresh
//! token. A word stands in its place, so that such a store is kept, renewed and repaired by the rules of all others; who
//! offers that word offers the app's credentials again.

use countersign_core::{
    json::check_object,
    ports::Grant,
    tokens::{AccessToken, Scopes},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use zeroize::Zeroizing;

/// Not a secret, and never sent.
const WORD: &str = "by-client-credentials";
/// The word does not end. Ninety days are what a refresh token lives.
const LIFE_S: u64 = 90 * 24 * 3600;

#[derive(Deserialize)]
struct Granted<'a> {
    access_token: &'a str,
    scope: &'a str,
    expires_in: u64,
    error: Option<IgnoredAny>,
}

#[derive(Serialize)]
struct Completed<'a> {
    access_token: &'a str,
    scope: &'a str,
    expires_in: u64,
    refresh_token: &'a str,
    refresh_token_expires_in: u64,
}

/// Whether a grant is of the app's own credentials.
pub(super) fn is_for(grant: Grant<'_>) -> bool {
    match grant {
        Grant::ClientCredentials => true,
        Grant::Refresh(token) => token.expose() == WORD,
        Grant::Code(_) | Grant::IdToken(_) | Grant::Migrate(_) => false,
    }
}

/// A granting answer with the word in it; any other as it is.
pub(super) fn completed(status: u16, body: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    if status != 200 {
        return body;
    }
    let text = check_object(&body).ok();
    let granted = text.and_then(|text| serde_json::from_str::<Granted<'_>>(text).ok());
    let Some(Granted { access_token, scope, expires_in, error }) = granted else { return body };
    let sound =
        error.is_none() && AccessToken::parse(access_token).is_some() && Scopes::parse(scope).is_some();
    if !sound {
        return body;
    }
    let wire =
        Completed { access_token, scope, expires_in, refresh_token: WORD, refresh_token_expires_in: LIFE_S };
    let mut text = Zeroizing::new(Vec::with_capacity(2 * body.len() + 256));
    let written = serde_json::to_writer(&mut *text, &wire).is_ok();
    if written { text } else { body }
}

#[cfg(test)]
mod tests {
    use countersign_core::tokens::{RefreshToken, read_grant};

    use super::*;

    fn body(text: &str) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(text.as_bytes().to_vec())
    }

    #[test]
    fn a_token_of_the_app_becomes_a_whole_grant_and_is_bought_again_the_same_way() {
        let answer = body(r#"{"access_token":"test-access","scope":"read_orders","expires_in":86399}"#);
        let granted = read_grant(&completed(200, answer)).unwrap();
        assert_eq!(granted.access_life.as_secs(), 86_399);
        assert!(is_for(Grant::Refresh(&granted.pair.refresh)) && is_for(Grant::ClientCredentials));
        assert!(!is_for(Grant::Refresh(&RefreshToken::parse("test-refresh").unwrap())));
        assert!(!is_for(Grant::Code("code")));
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for (status, text) in [
            (400, r#"{"access_token":"test-access","scope":"","expires_in":1}"#),
            (200, r#"{"access_token":"test access","scope":"","expires_in":1}"#),
            (200, r#"{"access_token":"test-access","scope":"read_orders"}"#),
            (200, r#"{"access_token":"test-access","scope":"","expires_in":1,"error":"invalid_client"}"#),
            (200, "<html></html>"),
        ] {
            assert_eq!(completed(status, body(text)), body(text), "{text}");
        }
    }
}
