//! A client of partners: signs as the product does, trusts the throw-away authority.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use local_stack::{
    partner::{Credentials, Partner},
    stores::secrets::{api_key, signing_secret},
    tls::Authority,
};
use rustls::pki_types::ServerName;
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Longer than anything here takes; only a failing test waits for it.
pub(crate) const SOON: Duration = Duration::from_secs(10);

pub(crate) type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
pub(crate) type Connection = http1::SendRequest<Full<Bytes>>;

/// A partner called `warehouse` and somebody who delivers to it.
pub(crate) struct Pair {
    pub(crate) partner: Partner,
    authority: Authority,
}

/// One request in the making, right in every way until told otherwise.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    pub(crate) body: String,
    seconds_ago: i64,
    signing_secret: String,
    changes: Vec<(&'static str, Vec<String>)>,
}

impl Attempt {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            seconds_ago: 0,
            signing_secret: signing_secret("warehouse"),
            body: format!(r#"{{"event":"{id}"}}"#),
            changes: Vec::new(),
        }
    }

    /// Sends a header with these values instead, after signing: none, one or several.
    pub(crate) fn with(mut self, name: &'static str, values: &[&str]) -> Self {
        self.changes.push((name, values.iter().copied().map(str::to_owned).collect()));
        self
    }

    pub(crate) fn sent(self, seconds_ago: i64) -> Self {
        Self { seconds_ago, ..self }
    }

    pub(crate) fn signed_by(self, partner: &str) -> Self {
        Self { signing_secret: signing_secret(partner), ..self }
    }

    pub(crate) fn headers(&self) -> Vec<(&'static str, String)> {
        let timestamp = now().saturating_add_signed(-self.seconds_ago).to_string();
        let mut headers = vec![
            ("host", "warehouse.partner.test".to_owned()),
            ("x-api-key", api_key("warehouse")),
            ("idempotency-key", self.id.clone()),
            ("webhook-id", self.id.clone()),
            ("webhook-signature", self.signature(&timestamp)),
            ("webhook-timestamp", timestamp),
        ];
        for (name, values) in &self.changes {
            headers.retain(|(known, _)| known != name);
            headers.extend(values.iter().cloned().map(|value| (*name, value)));
        }
        headers
    }

    fn signature(&self, timestamp: &str) -> String {
        let key = BASE64_STANDARD.decode(self.signing_secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{timestamp}.{}", self.id, self.body).as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }

    fn request(&self) -> Request<Full<Bytes>> {
        let request = self
            .headers()
            .into_iter()
            .fold(Request::post("/hooks"), |request, (name, value)| request.header(name, value));
        request.body(self.body.clone().into()).unwrap()
    }
}

impl Pair {
    pub(crate) async fn new() -> Self {
        let credentials = Credentials::new(&api_key("warehouse"), &signing_secret("warehouse")).unwrap();
        Self::with(credentials).await
    }

    pub(crate) async fn with(credentials: Credentials) -> Self {
        let authority = Authority::new().unwrap();
        let partner = Partner::start(&authority, "warehouse", credentials).await.unwrap();
        Self { partner, authority }
    }

    /// A fresh connection, with TLS agreed on.
    pub(crate) async fn dial(&self) -> Fallible<TlsStream<TcpStream>> {
        dial(&self.partner, &self.authority).await
    }

    pub(crate) async fn connect(&self) -> Fallible<Connection> {
        let (sender, connection) = http1::handshake(TokioIo::new(self.dial().await?)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// Sends on a fresh connection and gives the status, once the body has been read too.
    pub(crate) async fn send(&self, attempt: &Attempt) -> Fallible<u16> {
        Ok(self.answer(attempt).await?.status().as_u16())
    }

    pub(crate) async fn answer(&self, attempt: &Attempt) -> Fallible<Response<Bytes>> {
        send_on(&mut self.connect().await?, attempt).await
    }
}

pub(crate) async fn send_on(connection: &mut Connection, attempt: &Attempt) -> Fallible<Response<Bytes>> {
    let (head, body) = connection.send_request(attempt.request()).await?.into_parts();
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}

pub(crate) async fn dial(partner: &Partner, authority: &Authority) -> Fallible<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(partner.address()).await?;
    let connector = TlsConnector::from(Arc::clone(&authority.client_config()?));
    Ok(connector.connect(ServerName::try_from(partner.host())?, tcp).await?)
}

#[expect(clippy::disallowed_methods, reason = "whoever signs reads the clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
