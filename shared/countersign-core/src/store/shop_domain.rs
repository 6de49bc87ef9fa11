//! A Shopify shop's permanent domain.

use std::fmt;

const SUFFIX: &str = ".myshopify.com";
const LONGEST_LABEL: usize = 60;

/// A shop's `myshopify.com` domain, in lower case: one shop has one spelling.
///
/// The form is the one Shopify documents for the authorization code grant, narrowed to ASCII without the punycode
/// prefix, because a domain of this type may later be dialled with a secret in hand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShopDomain(String);

impl ShopDomain {
    /// Takes exactly a domain: no scheme, port, path, white space or trailing dot.
    pub fn parse(text: &str) -> Option<Self> {
        let domain = text.to_ascii_lowercase();
        let label = domain.strip_suffix(SUFFIX)?;
        is_label(label).then_some(Self(domain))
    }

    /// The whole domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_label(label: &str) -> bool {
    let dashed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(dashed)
        && !label.starts_with('-')
        && !label.starts_with("xn--")
}

impl fmt::Display for ShopDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_has_one_spelling() {
        let domain = ShopDomain::parse("Some-Shop.MyShopify.com").unwrap();
        assert_eq!(domain.as_str(), "some-shop.myshopify.com");
        assert!(ShopDomain::parse("dev-shop-.myshopify.com").is_some());
    }

    #[test]
    fn what_only_looks_like_a_shop_is_refused() {
        let long = format!("{}.myshopify.com", "a".repeat(61));
        let refused = [
            "",
            "myshopify.com",
            ".myshopify.com",
            "shop.myshopify.com.",
            "shop.myshopify.com\n",
            "\nshop.myshopify.com",
            " shop.myshopify.com",
            "evil.com/x.myshopify.com",
            "a.b.myshopify.com",
            "shop.myshopify.com:443",
            "u@shop.myshopify.com",
            "shop.myshopify.com#",
            "shop.myshopify.com.evil.com",
            "-shop.myshopify.com",
            "xn--hop-8cd.myshopify.com",
            "\u{455}hop.myshopify.com",
            "shop.myshopify.io",
            "a.myshopify.com,b.myshopify.com",
            "shop_1.myshopify.com",
            "shop.myshopify\u{3002}com",
            "{shop}.myshopify.com",
            &long,
        ];
        for text in refused {
            assert_eq!(ShopDomain::parse(text), None, "{text:?}");
        }
    }
}
