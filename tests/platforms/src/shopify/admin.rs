//! What an access token opens.

use super::{Platform, Refuses};

/// Why the Admin API does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// 401: the token has ended, was revoked, or never was.
    Token,
    /// 403: the token never ends, which is no longer accepted.
    Lasting,
    /// 402: the shop has not paid.
    Frozen,
    /// 403: the caller's address is not on the app's list.
    Forbidden,
    /// 404: there is no such shop.
    NoShop,
    /// 423: the shop is locked.
    Locked,
}

impl Denied {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::Token => 401,
            Self::Frozen => 402,
            Self::Lasting | Self::Forbidden => 403,
            Self::NoShop => 404,
            Self::Locked => 423,
        }
    }

    /// The body: `errors` is a text here, where it otherwise is a list.
    pub fn body(self) -> &'static str {
        match self {
            Self::Token => {
                r#"{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}"#
            }
            Self::Lasting => {
                r#"{"errors":"[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens."}"#
            }
            Self::Frozen => r#"{"errors":"Unavailable Shop"}"#,
            Self::Forbidden => r#"{"errors":"[API] This request is not allowed from this address"}"#,
            Self::NoShop => r#"{"errors":"Not Found"}"#,
            Self::Locked => r#"{"errors":"Locked"}"#,
        }
    }
}

impl Platform {
    /// Whether a call with this access token is answered.
    pub fn works(&self, domain: &str, access: &str, now: u64) -> bool {
        self.shops.get(domain).is_some_and(|shop| shop.opens(access, now))
    }

    /// The same, with what else may stand in the way.
    pub fn admit(&self, domain: &str, access: &str, now: u64) -> Result<(), Denied> {
        let shop = self.shops.get(domain).ok_or(Denied::NoShop)?;
        match shop.refuses {
            Some(Refuses::Frozen) => return Err(Denied::Frozen),
            Some(Refuses::Locked) => return Err(Denied::Locked),
            Some(Refuses::Forbidden) => return Err(Denied::Forbidden),
            Some(Refuses::App) | None => {}
        }
        if !shop.opens(access, now) {
            return Err(Denied::Token);
        }
        let lasting = shop.singles.iter().any(|single| single.access == access && single.until.is_none());
        if lasting && self.refuses_lasting { Err(Denied::Lasting) } else { Ok(()) }
    }

    /// Whether this refresh token would be taken.
    pub fn is_alive(&self, domain: &str, refresh: &str, now: u64) -> bool {
        self.shops.get(domain).is_some_and(|shop| {
            let mut pairs = shop.issued.iter().enumerate();
            pairs.any(|(at, pair)| pair.refresh == refresh && shop.is_good(at, now))
        })
    }
}
