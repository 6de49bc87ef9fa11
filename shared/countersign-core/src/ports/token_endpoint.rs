//! The platform: its token endpoint, and one cheap call that shows whether an access token works.

use std::{future::Future, time::Duration};

use zeroize::Zeroizing;

use crate::{
    store::ShopDomain,
    tokens::{AccessToken, RefreshToken},
};

/// What is offered in exchange for a pair. The adapter adds the app's own credentials and `expiring: "1"`.
#[derive(Clone, Copy)]
pub enum Grant<'a> {
    /// The code of an authorization code grant. Spent by the first use, whatever becomes of the answer.
    Code(&'a str),
    /// The ID token of an embedded app's page (token exchange).
    IdToken(&'a str),
    /// A refresh token. May be offered again until its replacement's refresh token is first used.
    Refresh(&'a RefreshToken),
    /// An access token that never ends, from before tokens ended; one way. May be offered again for seven days.
    Migrate(&'a AccessToken),
    /// Nothing but the app's own credentials: for stores of the app's own organisation.
    ClientCredentials,
}

/// What came back, not yet understood.
pub struct TokenAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, in whatever form it came.
    pub retry_after: Option<Duration>,
    /// The body, whole and at most [`crate::tokens::LARGEST_REPLY`] bytes. Wiped when dropped.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why there is no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// No complete answer within five seconds. The platform may have acted.
    #[error("token endpoint did not answer in time")]
    Timeout,
    /// No connection; nothing was sent.
    #[error("token endpoint could not be reached")]
    Connect,
    /// No connection that proves to be the shop's; nothing was sent.
    #[error("token endpoint's TLS is not acceptable")]
    Tls,
    /// The answer broke off, or is not HTTP. The platform may have acted.
    #[error("token endpoint's answer is not usable HTTP")]
    Protocol,
    /// The answer is larger than any grant. The platform may have acted.
    #[error("token endpoint's answer is too large")]
    TooLarge,
    /// The shop's name leads to an address that is not on the public internet; nothing was sent.
    #[error("token endpoint's address is not public")]
    BlockedAddress,
    /// The app's own credentials could not be had; nothing was sent.
    #[error("the app's credentials could not be had")]
    NoCredentials,
}

/// Exchanges grants for pairs.
pub trait TokenEndpoint: Send + Sync {
    /// Sends once: no redirect is followed, no retry made, and it ends within five seconds.
    fn exchange(
        &self,
        shop: &ShopDomain,
        grant: Grant<'_>,
    ) -> impl Future<Output = Result<TokenAnswer, TokenFault>> + Send;
}

/// What a cheap call with an access token showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// 200: the token is the shop's.
    Works,
    /// 401: the token is not, or no longer, good.
    Refused,
    /// The shop answers no call of ours now, with whatever token: it is frozen, or our address is not on the app's list.
    Barred,
    /// No answer, or one that says nothing about the token.
    Unclear,
}

/// Tries access tokens.
pub trait Probe: Send + Sync {
    /// Makes the call once; it ends within five seconds.
    fn try_out(&self, shop: &ShopDomain, token: &AccessToken) -> impl Future<Output = Tried> + Send;
}
