//! The listener in front of all services.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    pin, select,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use super::{StackError, dispatch::Dispatch};

/// How long a stop waits for answers under way before it drops them.
const GRACE: Duration = Duration::from_secs(5);

/// Resolves when the stack stops, also when it is dropped without a stop.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    stop.wait_for(|stop| *stop).await.ok();
}

/// A loopback listener on a port of the system's choice.
pub(super) async fn listen() -> Result<(TcpListener, SocketAddr), StackError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(StackError::Listen)?;
    let address = listener.local_addr().map_err(StackError::Listen)?;
    Ok((listener, address))
}

/// Serves until `stop`; then no connection is taken and those open end with the answer under way.
pub(super) fn serve(
    listener: TcpListener,
    dispatch: Arc<Dispatch>,
    stop: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(accept(listener, dispatch, stop))
}

async fn accept(listener: TcpListener, dispatch: Arc<Dispatch>, stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let stopped = stopped(stop.clone());
    pin!(stopped);
    loop {
        select! {
            () = stopped.as_mut() => break,
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(converse(stream, Arc::clone(&dispatch), stop.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    timeout(GRACE, connections.join_all()).await.ok();
}

/// One connection. An error of the service ends it without an answer: that is how answers get lost.
async fn converse(stream: TcpStream, dispatch: Arc<Dispatch>, stop: watch::Receiver<bool>) {
    // Without this the two halves of an answer may wait 40 ms for each other.
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request: Request<Incoming>| {
        let dispatch = Arc::clone(&dispatch);
        async move { dispatch.answer(request).await }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    pin!(connection);
    select! {
        _ = connection.as_mut() => return,
        () = stopped(stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    connection.await.ok();
}
