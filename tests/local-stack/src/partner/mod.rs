//! A partner: somebody else's HTTPS server with an API key, a memory, and bad days on demand.
//!
//! It checks what a careful partner checks, does its work once per `Idempotency-Key`, and remembers every request it
//! saw. How it answers can be changed at any time, for good or for the next few requests.

mod conduct;
mod credentials;
mod ledger;
mod rules;
mod standard_webhooks;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::ServerConfig;

use conduct::Shared;
pub use credentials::{Credentials, InvalidSigningSecret};
pub use ledger::{Effect, Ledger, Request};
pub use rules::Refusal;

pub use crate::https::{Answer, Behaviour, Broken};
use crate::{
    https::{Certificates, Server},
    record::Recorder,
    tls::{Authority, TlsError},
};

/// A running partner. Dropping it closes its port and every connection.
pub struct Partner {
    name: String,
    shared: Arc<Shared>,
    server: Server,
}

/// The partner could not begin to listen.
#[derive(Debug, thiserror::Error)]
pub enum PartnerError {
    /// No certificate for the partner's host.
    #[error("the partner has no certificate")]
    Tls(#[from] TlsError),
    /// No free loopback port.
    #[error("the partner found no loopback port to listen on")]
    Listen(#[from] io::Error),
}

/// What was waited for did not happen in time.
#[derive(Debug, thiserror::Error)]
#[error(
    "{partner} was waited for {waited:?} and saw {} connections, {} requests and {} effects",
    seen.connections, seen.requests.len(), seen.effects.len()
)]
pub struct WaitedInVain {
    /// The partner's name.
    pub partner: String,
    /// How long the wait was.
    pub waited: Duration,
    /// What had happened by then.
    pub seen: Ledger,
}

impl Partner {
    /// Starts `<name>.partner.test` on a free loopback port, with a certificate `authority` signs.
    pub async fn start(
        authority: &Authority,
        name: &str,
        credentials: Credentials,
    ) -> Result<Self, PartnerError> {
        Self::start_with(Certificates::made_by(authority, &host_of(name))?, name, credentials).await
    }

    /// Like [`Partner::start`], with a certificate of the caller's choice, for example a bad one.
    pub async fn start_with_certificate(
        certificate: Arc<ServerConfig>,
        name: &str,
        credentials: Credentials,
    ) -> Result<Self, PartnerError> {
        Self::start_with(Certificates::fixed(certificate), name, credentials).await
    }

    async fn start_with(
        certificates: Certificates,
        name: &str,
        credentials: Credentials,
    ) -> Result<Self, PartnerError> {
        let shared = Arc::new(Shared::new(credentials));
        let server = Server::start(certificates, Arc::clone(&shared)).await?;
        Ok(Self { name: name.to_owned(), shared, server })
    }

    /// The host name that stands in the certificate and in the configuration.
    pub fn host(&self) -> String {
        host_of(&self.name)
    }

    /// Where the configuration says its webhooks go.
    pub fn url(&self) -> String {
        format!("https://{}/hooks", self.host())
    }

    /// The loopback socket behind the host name.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// From now on keeps every request there as well. Only the first recorder counts.
    pub fn record(&self, recorder: Recorder) {
        drop(self.shared.recorder.set((self.name.clone(), recorder)));
    }

    /// From now on behaves like this, once the script is used up.
    pub fn behave(&self, behaviour: impl Into<Behaviour>) {
        self.shared.script().behave(behaviour.into());
    }

    /// Behaves like this for the next requests, one each, then as before. Replaces what was left of an older script.
    pub fn play<B: Into<Behaviour>>(&self, script: impl IntoIterator<Item = B>) {
        self.shared.script().play(script.into_iter().map(Into::into));
    }

    /// Every request so far, refused and unanswered ones too, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.ledger().requests
    }

    /// Everything the partner has really done, oldest first.
    pub fn effects(&self) -> Vec<Effect> {
        self.ledger().effects
    }

    /// All it remembers, at one moment.
    pub fn ledger(&self) -> Ledger {
        self.shared.ledger.borrow().clone()
    }

    /// Waits until at least `effects` things are done.
    pub async fn wait_for(&self, effects: usize, timeout: Duration) -> Result<Vec<Effect>, WaitedInVain> {
        let ledger = self.wait_until(timeout, |ledger| ledger.effects.len() >= effects).await?;
        Ok(ledger.effects)
    }

    /// Waits until `condition` holds; it is asked again whenever something happens.
    pub async fn wait_until(
        &self,
        timeout: Duration,
        condition: impl FnMut(&Ledger) -> bool,
    ) -> Result<Ledger, WaitedInVain> {
        let mut changes = self.shared.ledger.subscribe();
        let waiting = async { changes.wait_for(condition).await.map(|ledger| ledger.clone()) };
        match tokio::time::timeout(timeout, waiting).await {
            Ok(Ok(ledger)) => Ok(ledger),
            _ => Err(WaitedInVain { partner: self.name.clone(), waited: timeout, seen: self.ledger() }),
        }
    }

    /// Closes the port, so that connections are refused, and waits until nothing runs any more.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

fn host_of(name: &str) -> String {
    format!("{name}.partner.test")
}
