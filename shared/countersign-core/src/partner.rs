//! Partners: who is handed events, where, and with which credential.

use std::fmt;

use url::{Host, Url};

const LONGEST_NAME: usize = 40;

/// A partner's name: lower-case letters, digits, dashes. It stands in keys, logs and secret names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartnerName(String);

impl PartnerName {
    /// Takes exactly a name.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let formed =
            (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-');
        formed.then(|| Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartnerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a partner takes events: https, a host name, port 443.
///
/// Other ports are refused because the dial guard judges addresses by name and port together, and a partner behind
/// another port is as easily behind 443.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerUrl(Url);

/// Why an address cannot be a partner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartnerUrlError {
    /// Not an address, or one with characters that a URL parser drops in silence.
    #[error("is not an address in plain ASCII")]
    Unreadable,
    /// The key would travel in the clear.
    #[error("must begin with https://")]
    NotHttps,
    /// Credentials belong into the partner's secret.
    #[error("must not hold a user name, password or fragment")]
    Credentials,
    /// Addresses by number, in any spelling, are not for partners.
    #[error("must name a public host, not an IP address or a local name")]
    NotPublic,
    /// Only the standard port.
    #[error("must not name a port")]
    Port,
}

impl PartnerUrl {
    /// Takes an address from the configuration.
    pub fn parse(text: &str) -> Result<Self, PartnerUrlError> {
        let plain = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control() || byte == b' ');
        let url = plain.then(|| Url::parse(text).ok()).flatten().ok_or(PartnerUrlError::Unreadable)?;
        check(&url)?;
        Ok(Self(url))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn check(url: &Url) -> Result<(), PartnerUrlError> {
    if url.scheme() != "https" {
        return Err(PartnerUrlError::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(PartnerUrlError::Credentials);
    }
    if url.port().is_some() {
        return Err(PartnerUrlError::Port);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public_name(name) => Ok(()),
        _ => Err(PartnerUrlError::NotPublic),
    }
}

/// A first sieve; the address itself is judged when it is dialled.
pub(crate) fn is_public_name(name: &str) -> bool {
    let bare = name.trim_end_matches('.').to_ascii_lowercase();
    let local = ["localhost", "local", "internal", "home.arpa"];
    let under = |zone: &str| bare == zone || bare.ends_with(&format!(".{zone}"));
    bare.contains('.') && !local.iter().any(|zone| under(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_https_host_is_an_address() {
        assert!(PartnerUrl::parse("https://partner.example.com/hooks?tenant=1").is_ok());
    }

    #[test]
    fn what_could_reach_inside_is_refused() {
        let cases = [
            ("http://partner.example.com", PartnerUrlError::NotHttps),
            ("https://169.254.169.254/latest/meta-data/", PartnerUrlError::NotPublic),
            ("https://2130706433/", PartnerUrlError::NotPublic),
            ("https://0x7f000001/", PartnerUrlError::NotPublic),
            ("https://[::1]/", PartnerUrlError::NotPublic),
            ("https://[::ffff:169.254.169.254]/", PartnerUrlError::NotPublic),
            ("https://localhost./", PartnerUrlError::NotPublic),
            ("https://intranet/", PartnerUrlError::NotPublic),
            ("https://db.internal/", PartnerUrlError::NotPublic),
            ("https://\u{2460}\u{2461}\u{2466}.\u{24ea}.\u{24ea}.\u{2460}/", PartnerUrlError::Unreadable),
            ("https://partner.example.com\t/", PartnerUrlError::Unreadable),
            ("https://key@partner.example.com/", PartnerUrlError::Credentials),
            ("https://partner.example.com:8443/", PartnerUrlError::Port),
            ("partner.example.com", PartnerUrlError::Unreadable),
        ];
        for (text, error) in cases {
            assert_eq!(PartnerUrl::parse(text), Err(error), "{text}");
        }
    }
}
