//! The client for partners.

use std::{
    error::Error,
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
        let mut key = HeaderValue::from_str(request.api_key).map_err(|_| PartnerFault::BadCredential)?;
        key.set_sensitive(true);
        let mut post = self.client.post(request.url.as_str()).header("x-api-key", key);
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

/// Whether an error of this type is among the causes, also inside an `io::Error`, whose `source` skips what it wraps.
fn caused_by<T: Error + 'static>(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = next {
        let wrapped = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if cause.is::<T>() || wrapped.is_some_and(<dyn Error + Send + Sync>::is::<T>) {
            return true;
        }
        next = cause.source();
    }
    false
}
