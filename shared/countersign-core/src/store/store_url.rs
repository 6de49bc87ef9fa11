//! The address of a WooCommerce store.

use std::fmt;

use url::{Host, Url};

/// A WooCommerce store's base address: https, a host name, a path; nothing else.
///
/// WooCommerce takes keys by Basic authentication over TLS only (`WC_REST_Authentication`), so plain http is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreUrl(Url);

/// Why an address cannot be a store's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreUrlError {
    /// Not an address at all.
    #[error("is not an address")]
    Unreadable,
    /// Keys would travel in the clear.
    #[error("must begin with https://")]
    NotHttps,
    /// Credentials in an address end up in logs.
    #[error("must not hold a user name or password")]
    Credentials,
    /// A store is named, not numbered.
    #[error("must name a host, not an IP address")]
    NoName,
    /// A base address has neither.
    #[error("must not hold a query or a fragment")]
    Extra,
}

impl StoreUrl {
    /// Takes the address as the merchant gave it; a trailing slash makes no difference.
    pub fn parse(text: &str) -> Result<Self, StoreUrlError> {
        // The URL parser drops control characters and soft hyphens in silence.
        let plain = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control() || byte == b' ');
        let url = plain.then(|| Url::parse(text).ok()).flatten().ok_or(StoreUrlError::Unreadable)?;
        check(&url)?;
        Ok(Self(with_slash(url)))
    }

    /// The address, always ending in a slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn check(url: &Url) -> Result<(), StoreUrlError> {
    if url.scheme() != "https" {
        return Err(StoreUrlError::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(StoreUrlError::Credentials);
    }
    if !matches!(url.host(), Some(Host::Domain(_))) {
        return Err(StoreUrlError::NoName);
    }
    if url.query().is_some() || url.fragment().is_some() { Err(StoreUrlError::Extra) } else { Ok(()) }
}

fn with_slash(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_makes_no_difference() {
        let (with, without) =
            (StoreUrl::parse("https://shop.example/de/"), StoreUrl::parse("https://shop.example/de"));
        assert_eq!(with, without);
        assert_eq!(with.unwrap().as_str(), "https://shop.example/de/");
    }

    #[test]
    fn each_fault_has_its_sentence() {
        let cases = [
            ("shop.example", StoreUrlError::Unreadable),
            ("https://shop.example\n", StoreUrlError::Unreadable),
            ("http://shop.example", StoreUrlError::NotHttps),
            ("https://user@shop.example", StoreUrlError::Credentials),
            ("https://2130706433/", StoreUrlError::NoName),
            ("https://[::1]/", StoreUrlError::NoName),
            ("https://shop.example/?x=1", StoreUrlError::Extra),
        ];
        for (text, error) in cases {
            assert_eq!(StoreUrl::parse(text), Err(error), "{text}");
        }
    }
}
