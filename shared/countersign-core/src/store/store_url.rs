//! The address of a WooCommerce store.

use std::fmt;

use url::{Host, Url};

use crate::partner::is_public_name;

/// Longer ones exist; merchants who have them do not.
const LONGEST: usize = 255;

/// A WooCommerce store's base address: https, a host name, a path where WordPress lives in a folder; nothing else.
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
    /// A store is named, not numbered, and its name is one of the public internet.
    #[error("must name a host on the public internet, not an IP address")]
    NoName,
    /// No store is reached on another port, and ports are how one network looks into another.
    #[error("must not name a port")]
    Port,
    /// One store has one address: a path of plain characters, without empty parts.
    #[error("must have a path of letters, digits, dots, dashes, tildes and underscores, or none")]
    Path,
    /// A base address has neither.
    #[error("must not hold a query or a fragment")]
    Extra,
}

impl StoreUrl {
    /// Takes the address as the merchant gave it; a trailing slash makes no difference.
    pub fn parse(text: &str) -> Result<Self, StoreUrlError> {
        // The URL parser drops control characters and soft hyphens in silence.
        let plain =
            text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
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
    if url.port().is_some() {
        return Err(StoreUrlError::Port);
    }
    if !matches!(url.host(), Some(Host::Domain(name)) if is_public_name(name) && !name.ends_with('.')) {
        return Err(StoreUrlError::NoName);
    }
    let path = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-_~".contains(&byte);
    if !url.path().bytes().all(path) || url.path().contains("//") {
        return Err(StoreUrlError::Path);
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
    fn oa_069_each_fault_has_its_sentence() {
        let cases = [
            ("shop.example", StoreUrlError::Unreadable),
            ("https://shop.example\n", StoreUrlError::Unreadable),
            ("http://shop.example", StoreUrlError::NotHttps),
            ("https://user@shop.example", StoreUrlError::Credentials),
            ("https://2130706433/", StoreUrlError::NoName),
            ("https://[::1]/", StoreUrlError::NoName),
            ("https://10.0.0.5/", StoreUrlError::NoName),
            ("https://169.254.169.254/", StoreUrlError::NoName),
            ("https://localhost/", StoreUrlError::NoName),
            ("https://store.internal/", StoreUrlError::NoName),
            ("https://shop.example./", StoreUrlError::NoName),
            ("https://shop.example:8443/", StoreUrlError::Port),
            ("https://shop.example/a%2fb", StoreUrlError::Path),
            ("https://shop.example/a//b", StoreUrlError::Path),
            ("https://shop.example\\@evil.example/", StoreUrlError::Unreadable),
            ("https://shop\u{ad}.example/", StoreUrlError::Unreadable),
            ("//shop.example/", StoreUrlError::Unreadable),
            ("javascript:alert(1)", StoreUrlError::NotHttps),
            ("https://shop.example/?x=1", StoreUrlError::Extra),
        ];
        let long = format!("https://shop.example/{}", "a".repeat(LONGEST));
        for (text, error) in cases.into_iter().chain([(long.as_str(), StoreUrlError::Unreadable)]) {
            assert_eq!(StoreUrl::parse(text), Err(error), "{text}");
        }
    }
}
