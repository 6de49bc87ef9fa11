//! The one way to call a stranger: no redirects, no proxy, verified TLS 1.2 or 1.3, public addresses only, one deadline.

use std::{
    error::Error,
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};

use countersign_core::store::{ShopDomain, Store};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header::RETRY_AFTER, redirect::Policy};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
    version::{TLS12, TLS13},
};
use zeroize::Zeroizing;

use super::{
    LocalNet,
    resolver::{Blocked, GuardedResolver},
    retry_after,
};

const CONNECT: Duration = Duration::from_secs(4);
/// A function sleeps between events; a connection that slept longer is likely dead.
const IDLE: Duration = Duration::from_secs(20);

/// Calls others. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Caller {
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

/// Why a call has no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallFault {
    Timeout,
    Connect,
    Tls,
    Protocol,
    TooLarge,
    BlockedAddress,
}

/// An answer that was read whole.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    /// Wiped when dropped.
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Caller {
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

    pub(crate) fn get(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: &str) -> RequestBuilder {
        self.client.post(url)
    }

    pub(crate) fn put(&self, url: &str) -> RequestBuilder {
        self.client.put(url)
    }

    pub(crate) fn delete(&self, url: &str) -> RequestBuilder {
        self.client.delete(url)
    }

    /// Sends, and reads the answer to its end unless it has more than `cap` bytes.
    pub(crate) async fn hear(&self, request: RequestBuilder, cap: usize) -> Result<Heard, CallFault> {
        let mut response = request.send().await.map_err(|error| fault(&error))?;
        tell_if_forbidden(&response);
        // Room for all of it at once: a buffer that grows leaves copies behind that nobody wipes.
        let mut body = Zeroizing::new(Vec::with_capacity(cap));
        while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
            if body.len() + chunk.len() > cap {
                return Err(CallFault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Heard { status: response.status().as_u16(), retry_after: self.retry_after(&response), body })
    }

    pub(crate) fn retry_after(&self, response: &Response) -> Option<Duration> {
        let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
        retry_after::parse(text, (self.clock)())
    }
}

/// Told where it is seen, whatever becomes of the call: a token that is not good is answered 401, so this is about who calls,
/// or from where. It may concern all stores at once, and an alarm counts it.
fn tell_if_forbidden(response: &Response) {
    if response.status() != StatusCode::FORBIDDEN {
        return;
    }
    let host = response.url().host_str().unwrap_or_default();
    if let Some(shop) = ShopDomain::parse(host) {
        let store = Store::Shopify(shop).to_string();
        tracing::warn!(
            code = "store_forbids",
            store,
            "{host} answered 403; are our addresses on the app's list, and does the app have its scopes?"
        );
    } else {
        tracing::warn!(
            code = "store_forbids",
            "{host} answered 403; does something before the store turn our addresses away?"
        );
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

pub(crate) fn fault(error: &reqwest::Error) -> CallFault {
    if caused_by::<Blocked>(error) {
        CallFault::BlockedAddress
    } else if caused_by::<rustls::Error>(error) {
        CallFault::Tls
    } else if error.is_timeout() {
        CallFault::Timeout
    } else if error.is_connect() {
        CallFault::Connect
    } else {
        CallFault::Protocol
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
        Caller::new(Duration::from_secs(5), None, || UNIX_EPOCH).unwrap().client
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
        assert_eq!(fault(&error), CallFault::BlockedAddress, "{error:?}");
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
}
