//! Just enough of a gateway to see what a store sends, and to answer badly.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use local_stack::stores::Gateway;
use tokio::{net::TcpListener, task::JoinSet};

/// Listens as long as it is kept.
pub(crate) struct FakeGateway {
    pub(crate) address: Gateway,
    state: Arc<Mutex<State>>,
    _server: JoinSet<()>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<u16>,
    seen: Vec<Request<Bytes>>,
}

impl FakeGateway {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::default();
        let mut server = JoinSet::new();
        server.spawn(serve(listener, Arc::clone(&state)));
        Self { address: Gateway { url, door: "test-door".to_owned() }, state, _server: server }
    }

    /// Answers these statuses, then 200.
    pub(crate) fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.state.lock().unwrap().answers = statuses.into_iter().collect();
    }

    /// What has come since the last time this was asked.
    pub(crate) fn seen(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.state.lock().unwrap().seen)
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(request, Arc::clone(&state)));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        connections.spawn(async move { drop(connection.await) });
    }
}

async fn answer(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let mut state = state.lock().unwrap();
    state.seen.push(Request::from_parts(head, body));
    let status = state.answers.pop_front().unwrap_or(200);
    let answer = Response::builder().status(status).header("Location", "/elsewhere");
    Ok(answer.body(Full::from(r#"{"result":"accepted"}"#)).unwrap())
}
