//! Our own address, as the platforms have it registered.

use std::fmt;

use url::{Host, Url};

/// Where this deployment is reached: `https://host` or `https://host/path`, in its one spelling.
///
/// Platforms compare addresses as text. So there is nothing to normalise: what is configured is what is sent, and no
/// request has a say in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress(String);

/// The text is no address, or not in its one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be https://, a host name in lower case, and at most a path; no port, no slash at the end")]
pub struct OwnAddressError;

impl OwnAddress {
    /// Takes the address exactly as it is to be sent.
    pub fn parse(text: &str) -> Result<Self, OwnAddressError> {
        let url = Url::parse(text).map_err(|_| OwnAddressError)?;
        let named = url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(_)));
        let bare = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
        let one_spelling = url.as_str().trim_end_matches('/') == text;
        if named && bare && one_spelling { Ok(Self(text.to_owned())) } else { Err(OwnAddressError) }
    }

    /// Where Shopify sends the browser back to.
    pub fn shopify_callback(&self) -> String {
        format!("{self}/oauth/shopify/callback")
    }

    /// Where a merchant's invitation leads.
    pub fn woocommerce_install(&self) -> String {
        format!("{self}/oauth/woocommerce/install")
    }

    /// Where a WooCommerce store posts its keys.
    pub fn woocommerce_keys(&self) -> String {
        format!("{self}/oauth/woocommerce/keys")
    }

    /// Where a WooCommerce store sends the browser back to.
    pub fn woocommerce_return(&self) -> String {
        format!("{self}/oauth/woocommerce/return")
    }
}

impl fmt::Display for OwnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oa_043_an_address_is_sent_as_it_is_configured() {
        let address = OwnAddress::parse("https://connect.merchant.test").unwrap();
        assert_eq!(address.shopify_callback(), "https://connect.merchant.test/oauth/shopify/callback");
        let address = OwnAddress::parse("https://connect.merchant.test/gateway").unwrap();
        assert_eq!(
            address.woocommerce_keys(),
            "https://connect.merchant.test/gateway/oauth/woocommerce/keys"
        );
    }

    #[test]
    fn another_spelling_of_an_address_is_refused() {
        for text in [
            "",
            "connect.merchant.test",
            "http://connect.merchant.test",
            "https://connect.merchant.test/",
            "https://connect.merchant.test/gateway/",
            "https://connect.merchant.test:443",
            "https://Connect.merchant.test",
            "https://connect.merchant.test/a/../b",
            "https://connect.merchant.test?x=1",
            "https://connect.merchant.test#x",
            "https://user@connect.merchant.test",
            "https://127.0.0.1",
            " https://connect.merchant.test",
            "https://connect.merchant.test\n",
        ] {
            assert_eq!(OwnAddress::parse(text), Err(OwnAddressError), "{text:?}");
        }
    }
}
