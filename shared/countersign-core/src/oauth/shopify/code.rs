//! The code that a merchant's browser brings back.

use zeroize::Zeroizing;

/// Shopify's codes have 32 characters; this leaves room without taking in a whole page.
const LONGEST: usize = 256;

/// An authorization code. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthCode(Zeroizing<String>);

impl AuthCode {
    /// Letters, digits, dashes and underscores.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let formed = (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed);
        formed.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// In the clear, for the one request it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_word() {
        assert!(
            AuthCode::parse("0907a61c0c8d55e99db179b68161bc00").is_some_and(|code| code.expose().len() == 32)
        );
        for text in ["", "a b", "a&b", "a=b", "a%", "a\n", "\u{e4}", "a/b", &"a".repeat(LONGEST + 1)] {
            assert!(AuthCode::parse(text).is_none(), "{text:?}");
        }
    }
}
