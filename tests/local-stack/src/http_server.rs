//! A small HTTP/1.1 server on a free loopback port, for everything here that AWS plays over HTTP.

use std::{convert::Infallible, io, net::SocketAddr};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Body, Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::tasks::{Stopping, Tasks};

/// A server that lives as long as this value, at most.
pub(crate) struct HttpServer {
    address: SocketAddr,
    tasks: Tasks,
}

impl HttpServer {
    /// Serves every request through `handle`.
    pub(crate) async fn start<H, F>(handle: H) -> io::Result<Self>
    where
        H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let tasks = Tasks::new();
        tasks.spawn(accept(listener, handle, tasks.stopping()));
        Ok(Self { address, tasks })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the listener and cuts every connection.
    pub(crate) async fn stop(&self) {
        self.tasks.stop().await;
    }
}

/// A body of at most `limit` bytes; `None` if it is longer or breaks off.
///
/// A longer one is read to its end all the same: closing on a peer that still writes would lose the answer.
pub(crate) async fn read_body(mut body: Incoming, limit: usize) -> Option<Bytes> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(0).min(limit);
    let mut read = Vec::with_capacity(expected);
    let mut fits = true;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        fits = fits && read.len() + data.len() <= limit;
        if fits {
            read.extend_from_slice(&data);
        }
    }
    fits.then(|| read.into())
}

async fn accept<H, F>(listener: TcpListener, handle: H, mut stopping: Stopping)
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    while let Some(accepted) = stopping.or(listener.accept()).await {
        while connections.try_join_next().is_some() {}
        if let Ok((stream, _)) = accepted {
            connections.spawn(serve(stream, handle.clone()));
        }
    }
    connections.shutdown().await;
}

async fn serve<H, F>(stream: TcpStream, handle: H)
where
    H: Fn(Request<Incoming>) -> F,
    F: Future<Output = Response<Full<Bytes>>>,
{
    let service = service_fn(|request| {
        let answer = handle(request);
        async { Ok::<_, Infallible>(answer.await) }
    });
    // Answers are small and awaited: never hold one back to fill a packet. A peer that hangs up is no error here.
    let _ = stream.set_nodelay(true);
    let _ = http1::Builder::new().max_headers(512).serve_connection(TokioIo::new(stream), service).await;
}
