//! DynamoDB and its streams: an embedded dynoxide on a port of its own, which only the listener in front talks to.

use std::{net::SocketAddr, path::Path};

use dynoxide::{Database, server::serve_with_shutdown};
use http_body_util::Full;
use hyper::{
    Request, Response, Uri,
    body::{Bytes, Incoming},
    http::request::Parts,
};
use hyper_util::{
    client::legacy::{Client, Error, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{sync::oneshot, task::JoinHandle};

use super::{StackError, server::listen};

/// The running database.
#[derive(Debug)]
pub(super) struct Embedded {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), String>>,
}

/// The way to it, over connections that stay open.
#[derive(Debug)]
pub(super) struct Forward {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
}

impl Embedded {
    /// Opens `file`, or an empty database in memory. Every acknowledged write is in the file's write-ahead log.
    pub(super) async fn start(file: Option<&Path>) -> Result<Self, StackError> {
        let opened = match file {
            Some(file) => Database::new(&file.to_string_lossy()),
            None => Database::memory(),
        };
        let database = opened.map_err(|error| StackError::Database { reason: error.to_string() })?;
        let (listener, address) = listen().await?;
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let task = tokio::spawn(serve_with_shutdown(listener, database, shutdown));
        Ok(Self { address, stop, task })
    }

    pub(super) fn forward(&self) -> Result<Forward, StackError> {
        let uri = format!("http://{}/", self.address).parse();
        let uri = uri.map_err(|_| StackError::Database { reason: "it has no address".to_owned() })?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Ok(Forward { client: Client::builder(TokioExecutor::new()).build(connector), uri })
    }

    /// Answers what is under way, then closes the database.
    pub(super) async fn stop(self) {
        self.stop.send(()).ok();
        self.task.await.ok();
    }
}

impl Forward {
    /// Passes the request on as it came; the answer's body streams.
    pub(super) async fn send(&self, mut parts: Parts, body: Bytes) -> Result<Response<Incoming>, Error> {
        parts.uri = self.uri.clone();
        self.client.request(Request::from_parts(parts, Full::new(body))).await
    }
}
