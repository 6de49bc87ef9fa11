//! Every way connecting a store can be refused, and what to do about each.

use super::{IdTokenFault, KeysFault, QueryFault};
use crate::{
    Disposition,
    ports::{SecretError, StatesError, StoreKeysError},
    store::StoreUrlError,
};

/// Why a store was not connected. No variant holds anything that the visitor sent.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    /// The query cannot be read, or lacks something.
    #[error("query {0}")]
    Query(#[from] QueryFault),
    /// Not a shop's domain.
    #[error("shop is not a myshopify.com domain")]
    InvalidShop,
    /// Not signed, or not with a secret of the app.
    #[error("query is not signed with the app's secret")]
    InvalidHmac,
    /// Rightly signed, but not lately.
    #[error("query was signed too long ago, or is ahead of time")]
    Stale,
    /// The request does not belong to an installation that is under way in this browser.
    #[error("state {0}")]
    InvalidState(StateFault),
    /// The page of an embedded app is not proven.
    #[error("ID token {0}")]
    InvalidIdToken(#[from] IdTokenFault),
    /// The link to connect a WooCommerce store is not ours, or over.
    #[error("link {0}")]
    InvalidLink(LinkFault),
    /// The store's address is none that keys may be sent to.
    #[error("the store's address {0}")]
    InvalidStoreUrl(#[from] StoreUrlError),
    /// What a WooCommerce store posted are not its keys.
    #[error("keys {0}")]
    InvalidKeys(#[from] KeysFault),
    /// The keys could not be tried or kept.
    #[error(transparent)]
    StoreKeys(#[from] StoreKeysError),
    /// A secret could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The state could not be kept or looked up.
    #[error(transparent)]
    States(#[from] StatesError),
}

/// Why a state is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// Not a text that we could have made.
    #[error("is malformed")]
    Malformed,
    /// The browser did not bring the cookie that belongs to it, or brought two.
    #[error("came without its cookie")]
    NoCookie,
    /// Never made, made for another store or browser, or used already.
    #[error("is unknown, used, or another's")]
    Unknown,
    /// Ten minutes are over.
    #[error("is over")]
    Expired,
}

/// Why a link is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// Not signed by us, or altered.
    #[error("was not made here")]
    Forged,
    /// Its time is over.
    #[error("is over")]
    Expired,
}

impl OAuthError {
    /// What to do about it. Without a wildcard arm, so that a new variant must choose its place.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::Query(_) | Self::InvalidShop | Self::InvalidStoreUrl(_) | Self::InvalidKeys(_) => {
                Disposition::Reject
            }
            Self::InvalidHmac
            | Self::Stale
            | Self::InvalidState(_)
            | Self::InvalidIdToken(_)
            | Self::InvalidLink(_)
            | Self::StoreKeys(StoreKeysError::NotAccepted) => Disposition::Deny,
            Self::Secret(SecretError::Unavailable { .. })
            | Self::States(StatesError::Unavailable(_))
            | Self::StoreKeys(StoreKeysError::Unreachable | StoreKeysError::Unavailable(_)) => {
                Disposition::Retry
            }
            Self::Secret(SecretError::Unusable { .. })
            | Self::States(StatesError::Refused(_))
            | Self::StoreKeys(StoreKeysError::Refused(_)) => Disposition::Page,
        }
    }

    /// The code in answers and logs; [`super::page`] has a sentence for each.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Query(_) => "invalid_request",
            Self::InvalidShop => "invalid_shop",
            Self::InvalidHmac => "invalid_hmac",
            Self::Stale => "stale_request",
            Self::InvalidState(_) => "invalid_state",
            Self::InvalidIdToken(_) => "invalid_id_token",
            Self::InvalidLink(_) => "invalid_link",
            Self::InvalidStoreUrl(_) => "invalid_store_url",
            Self::InvalidKeys(_) => "invalid_keys",
            Self::StoreKeys(StoreKeysError::NotAccepted) => "keys_not_accepted",
            Self::StoreKeys(StoreKeysError::Unreachable) => "store_unreachable",
            Self::StoreKeys(_) | Self::Secret(_) | Self::States(_) => "unavailable",
        }
    }
}
