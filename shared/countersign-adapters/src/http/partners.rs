//! The client for partners.

use std::{
    error::Error,
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};

use countersign_core::ports::{PartnerAnswer, PartnerFault, PartnerRequest, Partners};
use reqwest::{
    Client, Response,
    header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
    version::{TLS12, TLS13},
};

use super::{
    LocalNet,
    resolver::{Blocked, GuardedResolver},
    retry_after,
};

/// What is read of an answer before the connection is dropped. The status decides; the body is courtesy.
const RESPONSE_CAP: usize = 64 * 1024;
const CONNECT: Duration = Duration::from_secs(4);
/// A function sleeps between events; a connection that slept longer is likely dead.
const IDLE: Duration = Duration::from_secs(20);

/// Sends to partners: no redirects, no proxy, verified TLS 1.2 or 1.3, public addresses only, one deadline.
pub struct HttpPartners {
    client: Client,
    clock: fn() -> SystemTime,
}

/// Why the client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The local stack's authority is not a certificate.
    #[error("the local stack's certificate cannot be read")]
    Certificate,
    /// The TLS settings do not fit together.
    #[error("the TLS settings cannot be used")]
    Tls(#[from] rustls::Error),
    /// The HTTP client refused its settings.
    #[error("the HTTP client cannot be built")]
    Http(#[from] reqwest::Error),
}

impl HttpPartners {
    /// Builds the client. `deadline` bounds one request from the look-up of the name to the last byte read.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that builds a client")]
    pub fn new(
        deadline: Duration,
        local: Option<LocalNet>,
        clock: fn() -> SystemTime,
    ) -> Result<Self, ClientError> {
        let tls = tls(local.as_ref())?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .http1_only()
            .no_proxy()
            .redirect(Policy::none())
            .dns_resolver(GuardedResolver { local: local.map(Arc::new) })
            .connect_timeout(CONNECT)
            .timeout(deadline)
            .pool_idle_timeout(IDLE)
            .user_agent("Countersign")
            .build()?;
        Ok(Self { client, clock })
    }

    async fn post(&self, request: PartnerRequest<'_>) -> Result<Response, PartnerFault> {
        let mut post =
            self.client.post(request.url.as_str()).header("x-api-key", key_header(request.api_key)?);
        for (name, value) in request.headers {
            post = post.header(HeaderName::from_static(name), value);
        }
        let post = post.header(CONTENT_TYPE, "application/json").body(request.body);
        post.send().await.map_err(|error| fault(&error))
    }

    fn retry_after(&self, response: &Response) -> Option<Duration> {
        let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
        retry_after::parse(text, (self.clock)())
    }
}

impl Partners for HttpPartners {
    async fn send(&self, request: PartnerRequest<'_>) -> Result<PartnerAnswer, PartnerFault> {
        let mut response = self.post(request).await?;
        let answer =
            PartnerAnswer { status: response.status().as_u16(), retry_after: self.retry_after(&response) };
        let mut read = 0;
        while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
            read += chunk.len();
            if read > RESPONSE_CAP {
                break;
            }
        }
        Ok(answer)
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

/// Roots are compiled in; on the local stack its own authority is the only one.
fn tls(local: Option<&LocalNet>) -> Result<ClientConfig, ClientError> {
    let mut roots = RootCertStore::empty();
    match local {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(local) => {
            let authority = CertificateDer::from_pem_slice(local.ca_pem().as_bytes());
            roots.add(authority.map_err(|_| ClientError::Certificate)?)?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&TLS13, &TLS12])?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn fault(error: &reqwest::Error) -> PartnerFault {
    if caused_by::<Blocked>(error) {
        PartnerFault::BlockedAddress
    } else if caused_by::<rustls::Error>(error) {
        PartnerFault::Tls
    } else if error.is_timeout() {
        PartnerFault::Timeout
    } else if error.is_connect() {
        PartnerFault::Connect
    } else {
        PartnerFault::Protocol
    }
}

/// Whether an error of this type is among the causes.
fn caused_by<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |cause| inner(*cause)).any(<dyn Error>::is::<T>)
}

/// The next cause. The `source` of an `io::Error` skips what it wraps, which may be another `io::Error`.
fn inner<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match cause.downcast_ref::<io::Error>() {
        Some(wrapper) => wrapper.get_ref().map(|wrapped| wrapped as _),
        None => cause.source(),
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, time::UNIX_EPOCH};

    use super::*;

    fn client() -> Client {
        HttpPartners::new(Duration::from_secs(5), None, || UNIX_EPOCH).unwrap().client
    }

    /// Whether somebody has called.
    fn was_called(listener: &TcpListener) -> bool {
        listener.set_nonblocking(true).unwrap();
        listener.accept().is_ok()
    }

    #[tokio::test]
    async fn pd_032_a_name_that_leads_inside_is_blocked_before_a_packet_is_sent() {
        let inside = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://localhost:{}/", inside.local_addr().unwrap().port());
        let error = client().post(url).send().await.unwrap_err();
        assert_eq!(fault(&error), PartnerFault::BlockedAddress, "{error:?}");
        assert!(!was_called(&inside));
    }

    #[test]
    fn a_cause_is_found_in_however_many_wrappings() {
        let once = io::Error::other(Blocked);
        assert!(caused_by::<Blocked>(&once));
        let twice = io::Error::new(io::ErrorKind::InvalidData, io::Error::other(once));
        assert!(caused_by::<Blocked>(&twice));
        assert!(!caused_by::<rustls::Error>(&twice));
    }

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
