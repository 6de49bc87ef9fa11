use std::time::SystemTime;

use hyper::HeaderMap;

use super::{Credentials, standard_webhooks::Signed};

/// Why a partner does not accept a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `X-API-KEY` is missing or not the agreed one.
    WrongKey,
    /// One of the Standard Webhooks headers is missing.
    Unsigned,
    /// The time of the attempt is unreadable, or more than five minutes away.
    BadTimestamp,
    /// No signature fits the body.
    BadSignature,
    /// `Idempotency-Key` is not the webhook's id.
    KeyIsNotTheId,
}

impl Refusal {
    pub(super) fn status(self) -> u16 {
        match self {
            Self::WrongKey => 401,
            Self::Unsigned | Self::BadTimestamp | Self::BadSignature | Self::KeyIsNotTheId => 400,
        }
    }
}

/// Gives the idempotency key of a request that keeps all rules.
pub(super) fn judge(
    credentials: &Credentials,
    headers: &HeaderMap,
    body: &[u8],
    now: SystemTime,
) -> Result<String, Refusal> {
    if text(headers, "x-api-key") != Some(credentials.api_key.as_str()) {
        return Err(Refusal::WrongKey);
    }
    let signed = signed(headers, body).ok_or(Refusal::Unsigned)?;
    signed.verify(&credentials.signing_keys, now)?;
    if text(headers, "idempotency-key") != Some(signed.id) {
        return Err(Refusal::KeyIsNotTheId);
    }
    Ok(signed.id.to_owned())
}

fn signed<'a>(headers: &'a HeaderMap, body: &'a [u8]) -> Option<Signed<'a>> {
    Some(Signed {
        id: text(headers, "webhook-id")?,
        timestamp: text(headers, "webhook-timestamp")?,
        signatures: text(headers, "webhook-signature")?,
        body,
    })
}

/// A header that is there exactly once. Sent twice, two readers could take two different values for it.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let only = values.next()?;
    if values.next().is_some() { None } else { only.to_str().ok() }
}
