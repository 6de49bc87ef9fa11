//! A site: a host with a certificate, a script for each of its places, and a memory.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use hyper::{body::Bytes, http::request::Parts};
use tokio::sync::watch;

use super::ledger::{Call, Ledger, Place, header};
use crate::{
    https::{Answer, Behaviour, Certificates, Conduct, Play, Script, Server, readable},
    record::{self, Record, Recorder},
    tls::{Authority, TlsError},
};

/// A request on its way to the rules.
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// What a site does when it behaves well.
pub(super) trait Work: Send + Sync + 'static {
    fn place(&self, path: &str) -> Place;
    fn work(&self, asked: &Asked) -> impl Future<Output = Answer> + Send;
}

/// A running site. Dropping it closes its port and every connection.
pub struct Site {
    stage: Arc<Stage>,
    server: Server,
}

/// The site could not begin to listen.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// No certificate for its host.
    #[error("the site has no certificate")]
    Tls(#[from] TlsError),
    /// No free loopback port.
    #[error("the site found no loopback port to listen on")]
    Listen(#[from] io::Error),
}

/// What was waited for did not happen in time.
#[derive(Debug, thiserror::Error)]
#[error("{host} was waited for {waited:?} and saw {} connections and {} calls", seen.connections, seen.calls.len())]
pub struct WaitedInVain {
    /// The site's host.
    pub host: String,
    /// How long the wait was.
    pub waited: Duration,
    /// What had happened by then.
    pub seen: Ledger,
}

/// What the connections and the site's handle have in common.
struct Stage {
    host: String,
    /// Keeps what functions send. What browsers send is their own affair.
    recorder: Recorder,
    scripts: Mutex<BTreeMap<Place, Script>>,
    ledger: watch::Sender<Ledger>,
}

struct Served<W> {
    stage: Arc<Stage>,
    work: W,
}

impl Site {
    pub(super) async fn start(
        authority: &Authority,
        host: &str,
        recorder: Recorder,
        work: impl Work,
    ) -> Result<Self, SiteError> {
        let (scripts, ledger) = (Mutex::default(), watch::Sender::default());
        let stage = Arc::new(Stage { host: host.to_owned(), recorder, scripts, ledger });
        let conduct = Arc::new(Served { stage: Arc::clone(&stage), work });
        let server = Server::start(Certificates::made_by(authority, host)?, conduct).await?;
        Ok(Self { stage, server })
    }

    /// The host name that stands in the certificate.
    pub fn host(&self) -> &str {
        &self.stage.host
    }

    /// The loopback socket behind the host name.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// From now on behaves like this at `place`, once the script there is used up.
    pub fn behave(&self, place: Place, behaviour: impl Into<Behaviour>) {
        self.stage.scripts().entry(place).or_default().behave(behaviour.into());
    }

    /// Behaves like this for the next requests at `place`, one each, then as before. Replaces what was left of an older
    /// script.
    pub fn play<B: Into<Behaviour>>(&self, place: Place, script: impl IntoIterator<Item = B>) {
        self.stage.scripts().entry(place).or_default().play(script.into_iter().map(Into::into));
    }

    /// All it remembers, at one moment.
    pub fn ledger(&self) -> Ledger {
        self.stage.ledger.borrow().clone()
    }

    /// Every call at one place, oldest first.
    pub fn calls(&self, place: Place) -> Vec<Call> {
        self.ledger().calls.into_iter().filter(|call| call.place == place).collect()
    }

    /// Waits until `condition` holds; it is asked again whenever something happens.
    pub async fn wait_until(
        &self,
        timeout: Duration,
        condition: impl FnMut(&Ledger) -> bool,
    ) -> Result<Ledger, WaitedInVain> {
        let mut changes = self.stage.ledger.subscribe();
        let waiting = async { changes.wait_for(condition).await.map(|ledger| ledger.clone()) };
        match tokio::time::timeout(timeout, waiting).await {
            Ok(Ok(ledger)) => Ok(ledger),
            _ => Err(WaitedInVain { host: self.host().to_owned(), waited: timeout, seen: self.ledger() }),
        }
    }

    /// Closes the port and waits until nothing runs any more.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Stage {
    fn scripts(&self) -> MutexGuard<'_, BTreeMap<Place, Script>> {
        self.scripts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, head: &Parts, body: &Bytes) {
        let host = || self.host.clone();
        let path = || head.uri.path().to_owned();
        self.recorder.add(|| Record::new(record::Place::SiteAddress { host: host() }, head.uri.to_string()));
        self.recorder
            .add(|| Record::new(record::Place::SiteBody { host: host(), path: path() }, body.clone()));
        for (name, value) in &head.headers {
            let place = || record::Place::SiteHeader { host: host(), header: name.to_string() };
            self.recorder.add(|| Record::new(place(), value.as_bytes().to_vec()));
        }
    }
}

impl<W: Work> Conduct for Served<W> {
    fn greet(&self) -> Option<Behaviour> {
        self.stage.ledger.send_modify(|ledger| ledger.connections += 1);
        self.stage.scripts().entry(Place::Connection).or_default().for_connection()
    }

    async fn receive(self: Arc<Self>, head: Parts, body: Bytes) -> Play {
        let at = now();
        let place = self.work.place(head.uri.path());
        if place != Place::Pages {
            self.stage.record(&head, &body);
        }
        let planned = self.stage.scripts().entry(place).or_default().for_request();
        let asked = Asked {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: readable(&head.headers),
            body,
        };
        let decided = if planned.does_the_work() { Some(self.work.work(&asked).await) } else { None };
        let status = decided.as_ref().map(|answer| answer.status);
        let played = play(planned, decided);
        let call = Call {
            place,
            method: asked.method,
            path: head.uri.to_string(),
            headers: asked.headers,
            body: asked.body,
            at,
            decided: status,
            answered: shown(&played),
        };
        self.stage.ledger.send_modify(|ledger| ledger.calls.push(call));
        played
    }
}

fn play(planned: Behaviour, decided: Option<Answer>) -> Play {
    let well = || decided.unwrap_or_else(|| Answer::status(500));
    match planned {
        Behaviour::Up => Play::Answer(well()),
        Behaviour::Delay(time) => Play::Later(time, well()),
        Behaviour::Answer(answer) | Behaviour::Done(answer) | Behaviour::Undone(answer) => {
            Play::Answer(answer)
        }
        Behaviour::Broken(broken) => Play::Broken(broken),
        Behaviour::Down | Behaviour::NoHandshake | Behaviour::Certificate(_) => Play::HangUp,
    }
}

fn shown(played: &Play) -> Option<u16> {
    match played {
        Play::Answer(answer) | Play::Later(_, answer) => Some(answer.status),
        Play::Broken(broken) => broken.shown(),
        Play::HangUp => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "a site has a clock of its own")]
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}
