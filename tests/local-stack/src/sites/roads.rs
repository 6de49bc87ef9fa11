//! Where the names of the internet lead on this machine, for whoever calls from the stores' side: a merchant's browser,
//! a WordPress that posts keys.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use crate::{
    https::{Answer, readable},
    tls::{Authority, TlsError},
};

/// As long as WordPress waits.
const PATIENCE: Duration = Duration::from_mins(1);

/// Hosts and their sockets, and the one authority to trust there. Clones share what is added.
#[derive(Clone)]
pub struct Roads {
    tls: Arc<ClientConfig>,
    hosts: Arc<Mutex<BTreeMap<String, SocketAddr>>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Astray {
    /// Not an `https://` address.
    #[error("only https:// addresses lead anywhere")]
    NotHttps,
    /// The host is not led anywhere here.
    #[error("`{0}` is no host of the local stack")]
    Unknown(String),
    /// No connection, or no TLS.
    #[error("no connection, or it was lost")]
    Connection(#[from] io::Error),
    /// Not HTTP, or it broke off.
    #[error("no complete answer")]
    Http(#[from] hyper::Error),
    /// The request cannot be sent as HTTP.
    #[error("the request cannot be sent as HTTP")]
    Unsendable(#[from] hyper::http::Error),
    /// Patience was over.
    #[error("no complete answer within {PATIENCE:?}")]
    TimedOut,
}

impl Roads {
    /// No roads yet, trusting `authority`.
    pub fn new(authority: &Authority) -> Result<Self, TlsError> {
        Ok(Self { tls: authority.client_config()?, hosts: Arc::default() })
    }

    /// Leads `https://<host>` to `address`.
    pub fn lead(&self, host: &str, address: SocketAddr) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host.to_owned(), address);
    }

    /// Sends one request on a connection of its own. No redirect is followed.
    pub async fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, Astray> {
        let exchange = self.exchange(method, url, headers, body.into());
        timeout(PATIENCE, exchange).await.unwrap_or(Err(Astray::TimedOut))
    }

    async fn exchange(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer, Astray> {
        let host = url.host_str().filter(|_| url.scheme() == "https").ok_or(Astray::NotHttps)?;
        let stream = TcpStream::connect(self.address(host)?).await?;
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let request = Request::builder().method(method).uri(target).header("Host", host);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = async {
            let (head, body) = sender.send_request(request.body(Full::new(body))?).await?.into_parts();
            let body = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
            Ok(Answer { status: head.status.as_u16(), headers: readable(&head.headers), body })
        };
        tokio::pin!(answer);
        tokio::select! {
            answer = &mut answer => answer,
            ended = connection => {
                ended?;
                answer.await
            }
        }
    }

    pub(super) fn address(&self, host: &str) -> Result<SocketAddr, Astray> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).copied().ok_or_else(|| Astray::Unknown(host.to_owned()))
    }
}
