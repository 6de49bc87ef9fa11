//! The client for partners.

use std::time::{Duration, SystemTime};

use countersign_core::ports::{PartnerAnswer, PartnerFault, PartnerRequest, Partners};
use reqwest::{
    Response,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};

use super::{
    LocalNet,
    client::{CallFault, Caller, ClientError, fault},
};

/// What is read of an answer before the connection is dropped. The status decides; the body is courtesy.
const RESPONSE_CAP: usize = 64 * 1024;

/// Sends to partners: no redirects, no proxy, verified TLS 1.2 or 1.3, public addresses only, one deadline.
pub struct HttpPartners {
    caller: Caller,
}

impl HttpPartners {
    /// Builds the client. `deadline` bounds one request from the look-up of the name to the last byte read.
    pub fn new(
        deadline: Duration,
        local: Option<LocalNet>,
        clock: fn() -> SystemTime,
    ) -> Result<Self, ClientError> {
        Ok(Self { caller: Caller::new(deadline, local, clock)? })
    }

    async fn post(&self, request: PartnerRequest<'_>) -> Result<Response, PartnerFault> {
        let mut post =
            self.caller.post(request.url.as_str()).header("x-api-key", key_header(request.api_key)?);
        for (name, value) in request.headers {
            post = post.header(HeaderName::from_static(name), value);
        }
        let post = post.header(CONTENT_TYPE, "application/json").body(request.body);
        post.send().await.map_err(|error| fault(&error).into())
    }
}

impl Partners for HttpPartners {
    async fn send(&self, request: PartnerRequest<'_>) -> Result<PartnerAnswer, PartnerFault> {
        let mut response = self.post(request).await?;
        let retry_after = self.caller.retry_after(&response);
        let answer = PartnerAnswer { status: response.status().as_u16(), retry_after };
        let mut read = 0;
        while let Some(chunk) = response.chunk().await.map_err(|error| PartnerFault::from(fault(&error)))? {
            read += chunk.len();
            if read > RESPONSE_CAP {
                break;
            }
        }
        Ok(answer)
    }
}

impl From<CallFault> for PartnerFault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Timeout => Self::Timeout,
            CallFault::Connect => Self::Connect,
            CallFault::Tls => Self::Tls,
            CallFault::Protocol | CallFault::TooLarge => Self::Protocol,
            CallFault::BlockedAddress => Self::BlockedAddress,
        }
    }
}

/// `HeaderValue` itself would take more: spaces, and letters beyond ASCII as bytes that no partner expects.
fn key_header(text: &str) -> Result<HeaderValue, PartnerFault> {
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let key = visible.then(|| HeaderValue::from_str(text).ok()).flatten();
    let mut key = key.ok_or(PartnerFault::BadCredential)?;
    key.set_sensitive(true);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        let key = key_header("test-api-key").unwrap();
        assert!(key.is_sensitive());
        assert_eq!(format!("{key:?}"), "Sensitive");
    }

    #[test]
    fn only_visible_ascii_is_a_key() {
        for text in ["", " ", "test key", "test-key\n", "test-k\u{e9}y", "\u{7f}"] {
            assert_eq!(key_header(text), Err(PartnerFault::BadCredential), "{text:?}");
        }
    }
}
