//! The two tokens of a store, and the pair they come in.

use zeroize::Zeroizing;

/// Shopify's tokens have some 40 characters; this leaves room without taking in a whole page.
const LONGEST: usize = 1024;

/// What proves us to a store. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Zeroizing<String>);

/// What buys the next pair. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(Zeroizing<String>);

/// An access token and the refresh token that was issued with it. They are stored and replaced together, always.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// For calls.
    pub access: AccessToken,
    /// For the next pair.
    pub refresh: RefreshToken,
}

impl AccessToken {
    /// Visible ASCII only: anything else could not stand in a header. Prefixes are not judged; platforms change them.
    pub fn parse(text: &str) -> Option<Self> {
        wipeable(text).map(Self)
    }

    /// The token in the clear, for the one header or secret it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl RefreshToken {
    /// Visible ASCII only. Prefixes are not judged; platforms change them.
    pub fn parse(text: &str) -> Option<Self> {
        wipeable(text).map(Self)
    }

    /// The token in the clear, for the one request or secret it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

fn wipeable(text: &str) -> Option<Zeroizing<String>> {
    let sendable = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    sendable.then(|| Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_stand_in_a_header_is_no_token() {
        for text in ["", " ", "test token", "test-token\n", "tést", &"t".repeat(LONGEST + 1)] {
            assert!(AccessToken::parse(text).is_none() && RefreshToken::parse(text).is_none(), "{text:?}");
        }
        assert_eq!(AccessToken::parse("test-access").unwrap().expose(), "test-access");
    }
}
