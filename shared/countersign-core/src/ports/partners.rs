//! Partners, over the wire.

use std::{future::Future, time::Duration};

use crate::partner::PartnerUrl;

/// What is sent to a partner. The adapter adds nothing but what HTTP needs.
pub struct PartnerRequest<'a> {
    /// Where.
    pub url: &'a PartnerUrl,
    /// `X-API-KEY`.
    pub api_key: &'a str,
    /// Name and value of every other header.
    pub headers: [(&'static str, String); 4],
    /// The envelope, as signed.
    pub body: Vec<u8>,
}

/// What a partner answered. Its body is read up to a cap and thrown away: the status decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartnerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, in whatever form it came.
    pub retry_after: Option<Duration>,
}

/// Why there was no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartnerFault {
    /// No complete answer within the deadline. The partner may have acted.
    #[error("partner did not answer in time")]
    Timeout,
    /// No connection.
    #[error("partner could not be reached")]
    Connect,
    /// No connection that proves to be the partner's, or none newer than TLS 1.1.
    #[error("partner's TLS is not acceptable")]
    Tls,
    /// The answer is not HTTP as we read it. The partner may have acted.
    #[error("partner's answer is not usable HTTP")]
    Protocol,
    /// The partner's name leads to an address that is not on the public internet.
    #[error("partner's address is not public")]
    BlockedAddress,
    /// The stored key cannot stand in a header.
    #[error("partner's API key cannot be sent")]
    BadCredential,
}

/// Sends to partners.
pub trait Partners: Send + Sync {
    /// Sends once: no redirect is followed, no retry made, and the total time is bounded.
    fn send(
        &self,
        request: PartnerRequest<'_>,
    ) -> impl Future<Output = Result<PartnerAnswer, PartnerFault>> + Send;
}
