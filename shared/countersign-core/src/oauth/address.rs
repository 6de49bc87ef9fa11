//! Our own address, as the platforms have it registered.

use std::fmt;

use url::{Host, Url};

/// Where this deployment is reached: `https://host`, in its one spelling.
///
/// Without a path. What API Gateway makes of one depends on how it came about: the name of a stage stands in the event's
/// `rawPath`, the key of a domain's mapping does not by AWS's word, and does by what others saw.
///
/// Platforms compare addresses as text. So there is nothing to normalise: what is configured is what is sent, and no
/// request has a say in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress(String);

/// The text is no address, or not in its one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be https:// and a host name in lower case, and no more: give the deployment a host of its own instead of a path, a port or a slash at the end"
)]
pub struct OwnAddressError;

impl OwnAddress {
    /// Takes the address exactly as it is to be sent.
    pub fn parse(text: &str) -> Result<Self, OwnAddressError> {
        let url = Url::parse(text).map_err(|_| OwnAddressError)?;
        let named = url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(_)));
        let bare = |host: &str| !host.ends_with('.') && text == format!("https://{host}");
        let bare = url.host_str().is_some_and(bare);
        if named && bare { Ok(Self(text.to_owned())) } else { Err(OwnAddressError) }
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
        assert_eq!(address.woocommerce_keys(), "https://connect.merchant.test/oauth/woocommerce/keys");
    }

    #[test]
    fn another_spelling_of_an_address_and_a_path_are_refused() {
        for text in [
            "",
            "connect.merchant.test",
            "http://connect.merchant.test",
            "https://connect.merchant.test/",
            "https://connect.merchant.test/gateway",
            "https://connect.merchant.test/prod",
            "https://connect.merchant.test//",
            "https://connect.merchant.test.",
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
