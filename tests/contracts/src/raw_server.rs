//! A server that writes bytes no HTTP library would, and remembers what it was sent.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// What a server does after its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Closes the connection.
    Close,
    /// Waits for another request, which it answers as before.
    Stay,
    /// Breaks the connection off, so that the client is told of a reset.
    Reset,
}

/// A running server. Dropping it closes its port.
pub struct RawServer {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    _tasks: JoinSet<()>,
}

/// What a server was sent.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Connections made.
    pub connections: usize,
    /// Requests read, or what came in their place.
    pub requests: Vec<Vec<u8>>,
}

#[derive(Clone)]
struct Script {
    tls: Option<TlsAcceptor>,
    answer: Arc<Vec<u8>>,
    then: Then,
}

impl RawServer {
    /// Answers every request over TLS with exactly these bytes.
    pub async fn over_tls(tls: Arc<ServerConfig>, answer: impl Into<Vec<u8>>, then: Then) -> Self {
        Self::start(Script { tls: Some(tls.into()), answer: Arc::new(answer.into()), then }).await
    }

    /// Answers the first bytes of every connection with exactly these; no bytes at all is a server that says nothing.
    pub async fn over_tcp(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(Script { tls: None, answer: Arc::new(answer.into()), then: Then::Stay }).await
    }

    /// The loopback socket.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was sent so far.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, script, Arc::clone(&seen)));
        Self { address, seen, _tasks: tasks }
    }
}

async fn accept(listener: TcpListener, script: Script, seen: Arc<Mutex<Seen>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        seen.lock().unwrap_or_else(PoisonError::into_inner).connections += 1;
        connections.spawn(serve(stream, script.clone(), Arc::clone(&seen)));
    }
}

async fn serve(stream: TcpStream, script: Script, seen: Arc<Mutex<Seen>>) {
    match (script.tls.clone(), script.then) {
        (None, _) => converse(stream, &script, &seen).await,
        (Some(tls), Then::Reset) => reset(tls, stream, &script, &seen).await,
        (Some(tls), _) => {
            if let Ok(stream) = tls.accept(stream).await {
                converse(stream, &script, &seen).await;
            }
        }
    }
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: &Script, seen: &Mutex<Seen>) {
    while let Some(request) = read(&mut stream).await {
        seen.lock().unwrap_or_else(PoisonError::into_inner).requests.push(request);
        stream.write_all(&script.answer).await.ok();
        stream.flush().await.ok();
        if script.then == Then::Close {
            stream.shutdown().await.ok();
            return;
        }
    }
}

/// A socket that is closed with unread data or without lingering sends a reset.
async fn reset(tls: TlsAcceptor, stream: TcpStream, script: &Script, seen: &Mutex<Seen>) {
    stream.set_zero_linger().ok();
    let Ok(mut stream) = tls.accept(stream).await else { return };
    let Some(request) = read(&mut stream).await else { return };
    seen.lock().unwrap_or_else(PoisonError::into_inner).requests.push(request);
    stream.write_all(&script.answer).await.ok();
    stream.flush().await.ok();
}

/// One burst of bytes: the requests of these tests are small and come at once.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 16 * 1024];
    let length = stream.read(&mut bytes).await.ok().filter(|length| *length > 0)?;
    bytes.truncate(length);
    Some(bytes)
}
