use std::{
    future, io,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::SystemTime,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    http::{StatusCode, request},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    Answer, Behaviour, Broken, Credentials, Ledger,
    behaviour::Script,
    ledger::{self, readable},
    rules::judge,
};
use crate::record::{Place, Record, Recorder};

/// What the connections and the partner's handle have in common.
pub(super) struct Shared {
    credentials: Credentials,
    script: Mutex<Script>,
    pub(super) ledger: watch::Sender<Ledger>,
    /// With the partner's name.
    pub(super) recorder: OnceLock<(String, Recorder)>,
}

impl Shared {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            script: Mutex::default(),
            ledger: watch::Sender::default(),
            recorder: OnceLock::new(),
        }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, head: &request::Parts, body: &Bytes) {
        let Some((partner, recorder)) = self.recorder.get() else { return };
        let place = || Place::Partner { partner: partner.clone() };
        recorder.add(|| Record::new(place(), head.uri.to_string()));
        recorder.add(|| Record::new(place(), body.clone()));
        for (name, value) in &head.headers {
            let place = || Place::PartnerHeader { partner: partner.clone(), header: name.to_string() };
            recorder.add(|| Record::new(place(), value.as_bytes().to_vec()));
        }
    }

    /// Judges a request, decides how to behave, does the work if that is due, and writes it all down at once.
    fn receive(&self, head: &request::Parts, body: Bytes) -> Behaviour {
        let planned = self.script().for_request();
        if planned.acts_on_connections() {
            return planned;
        }
        let at = now();
        let verdict = judge(&self.credentials, &head.headers, &body, at);
        let behaviour = planned.towards(verdict.as_ref().err().copied());
        let request = ledger::Request {
            method: head.method.to_string(),
            path: head.uri.to_string(),
            headers: readable(&head.headers),
            body,
            at,
            answered: behaviour.shown(),
            refused: verdict.as_ref().err().copied(),
        };
        let key = verdict.ok().filter(|_| behaviour.does_the_work());
        self.ledger.send_modify(|ledger| ledger.write_down(request, key));
        behaviour
    }
}

/// Serves until the task is dropped; dropping it drops every connection with it.
pub(super) async fn accept(listener: TcpListener, tls: TlsAcceptor, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if let Ok((stream, _)) = listener.accept().await {
            // Without it small answers wait for acknowledgements; if it cannot be had, they do.
            drop(stream.set_nodelay(true));
            connections.spawn(connect(stream, tls.clone(), Arc::clone(&shared)));
        }
    }
}

async fn connect(mut stream: TcpStream, tls: TlsAcceptor, shared: Arc<Shared>) {
    shared.ledger.send_modify(|ledger| ledger.connections += 1);
    let behaviour = shared.script().for_connection();
    match behaviour {
        Some(Behaviour::NoHandshake) => drop(stream.read(&mut [0; 5]).await),
        Some(_) => {}
        None => {
            if let Ok(stream) = tls.accept(stream).await {
                converse(stream, shared).await;
            }
        }
    }
}

/// HTTP until the client leaves, or until an answer is due that HTTP does not know: then the bare connection is taken
/// back from the library.
async fn converse(stream: TlsStream<TcpStream>, shared: Arc<Shared>) {
    let (hand_over, mut handed_over) = mpsc::channel(1);
    let service = service_fn(move |request| answer(request, Arc::clone(&shared), hand_over.clone()));
    let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = &mut http => {}
        Some(broken) = handed_over.recv() => {
            // Ends in an error when the client has had enough, which is what it is for.
            drop(broken.play(http.into_parts().io.into_inner()).await);
        }
    }
}

/// An error closes the connection without an answer.
async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    hand_over: mpsc::Sender<Broken>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    shared.record(&head, &body);
    match shared.receive(&head, body) {
        Behaviour::Up => respond(done()),
        Behaviour::Delay(time) => {
            tokio::time::sleep(time).await;
            respond(done())
        }
        Behaviour::Answer(answer) => respond(answer),
        Behaviour::Down | Behaviour::NoHandshake => Err(io::ErrorKind::ConnectionAborted.into()),
        Behaviour::Broken(broken) => {
            hand_over.send(broken).await.map_err(io::Error::other)?;
            future::pending().await
        }
    }
}

fn done() -> Answer {
    Answer { status: 200, headers: Vec::new(), body: r#"{"ok":true}"#.to_owned() }
}

fn respond(answer: Answer) -> io::Result<Response<Full<Bytes>>> {
    let status = StatusCode::from_u16(answer.status).map_err(io::Error::other)?;
    let response = answer
        .headers
        .iter()
        .fold(Response::builder().status(status), |response, (name, value)| response.header(name, value));
    response.body(answer.body.into()).map_err(io::Error::other)
}

#[expect(clippy::disallowed_methods, reason = "a partner has a clock of its own")]
fn now() -> SystemTime {
    SystemTime::now()
}
