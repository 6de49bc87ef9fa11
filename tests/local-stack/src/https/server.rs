use std::{future, io, net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    http::{StatusCode, request::Parts},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{Answer, Behaviour, Broken};
use crate::tls::{Authority, BadCertificate};

/// What somebody does with connections and requests.
pub(crate) trait Conduct: Send + Sync + 'static {
    /// A connection was made; gives what is to happen to it in place of a conversation.
    fn greet(&self) -> Option<Behaviour>;

    /// A request was read to its end.
    fn receive(self: Arc<Self>, head: Parts, body: Bytes) -> impl Future<Output = Play> + Send;
}

/// What follows on a request.
pub(crate) enum Play {
    Answer(Answer),
    Later(Duration, Answer),
    Broken(Broken),
    HangUp,
}

/// What a server shows of itself.
#[derive(Clone)]
pub(crate) struct Certificates {
    good: TlsAcceptor,
    /// Who can make bad ones, and for which host.
    maker: Option<(Authority, String)>,
}

/// A server that lives as long as this value. Dropping it closes its port and every connection.
pub(crate) struct Server {
    address: SocketAddr,
    tasks: JoinSet<()>,
}

impl Certificates {
    pub(crate) fn fixed(good: Arc<ServerConfig>) -> Self {
        Self { good: good.into(), maker: None }
    }

    pub(crate) fn made_by(authority: &Authority, host: &str) -> Result<Self, crate::tls::TlsError> {
        let good = authority.server_config(host)?.into();
        Ok(Self { good, maker: Some((authority.clone(), host.to_owned())) })
    }

    fn bad(&self, bad: BadCertificate) -> Option<TlsAcceptor> {
        let (authority, host) = self.maker.as_ref()?;
        authority.bad_server_config(bad, host).ok().map(TlsAcceptor::from)
    }
}

impl Server {
    /// Listens on a free loopback port.
    pub(crate) async fn start<C: Conduct>(certificates: Certificates, conduct: Arc<C>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, certificates, conduct));
        Ok(Self { address, tasks })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port, so that connections are refused, and waits until nothing runs any more.
    pub(crate) async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// Serves until the task is dropped; dropping it drops every connection with it.
async fn accept<C: Conduct>(listener: TcpListener, certificates: Certificates, conduct: Arc<C>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if let Ok((stream, _)) = listener.accept().await {
            // Without it small answers wait for acknowledgements; if it cannot be had, they do.
            drop(stream.set_nodelay(true));
            connections.spawn(connect(stream, certificates.clone(), Arc::clone(&conduct)));
        }
    }
}

async fn connect<C: Conduct>(mut stream: TcpStream, certificates: Certificates, conduct: Arc<C>) {
    let acceptor = match conduct.greet() {
        Some(Behaviour::NoHandshake) => {
            drop(stream.read(&mut [0; 5]).await);
            None
        }
        Some(Behaviour::Certificate(bad)) => certificates.bad(bad),
        Some(_) => None,
        None => Some(certificates.good),
    };
    if let Some(acceptor) = acceptor
        && let Ok(stream) = acceptor.accept(stream).await
    {
        converse(stream, conduct).await;
    }
}

/// HTTP until the client leaves, or until an answer is due that HTTP does not know: then the bare connection is taken
/// back from the library.
async fn converse<C: Conduct>(stream: TlsStream<TcpStream>, conduct: Arc<C>) {
    let (hand_over, mut handed_over) = mpsc::channel(1);
    let service = service_fn(move |request| answer(request, Arc::clone(&conduct), hand_over.clone()));
    let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = &mut http => {}
        Some(broken) = handed_over.recv() => {
            // Ends in an error when the client has had enough, which is what it is for.
            let broken: Broken = broken;
            drop(broken.play(http.into_parts().io.into_inner()).await);
        }
    }
}

/// An error closes the connection without an answer.
async fn answer<C: Conduct>(
    request: Request<Incoming>,
    conduct: Arc<C>,
    hand_over: mpsc::Sender<Broken>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    match conduct.receive(head, body).await {
        Play::Answer(answer) => respond(answer),
        Play::Later(time, answer) => {
            tokio::time::sleep(time).await;
            respond(answer)
        }
        Play::HangUp => Err(io::ErrorKind::ConnectionAborted.into()),
        Play::Broken(broken) => {
            hand_over.send(broken).await.map_err(io::Error::other)?;
            future::pending().await
        }
    }
}

fn respond(answer: Answer) -> io::Result<Response<Full<Bytes>>> {
    let status = StatusCode::from_u16(answer.status).map_err(io::Error::other)?;
    let response = answer
        .headers
        .iter()
        .fold(Response::builder().status(status), |response, (name, value)| response.header(name, value));
    response.body(answer.body.into()).map_err(io::Error::other)
}
