//! The id under which a WooCommerce store was connected.

use std::fmt;

const LONGEST: usize = 63;

/// A store's id: lower-case letters, digits and dashes. It stands in the webhook's address and in the derived secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WooStoreId(String);

impl WooStoreId {
    /// Takes exactly an id; no other spelling is folded into it.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let formed =
            (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-');
        formed.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WooStoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert!(WooStoreId::parse("shop-2").is_some());
        for text in ["", "-a", "A", "a b", "a/b", "a#b", "a\0", "ü", &"a".repeat(64)] {
            assert_eq!(WooStoreId::parse(text), None, "{text:?}");
        }
    }
}
