//! API Gateway's HTTP API in front of the functions, with the routes the template declares.
//!
//! Plain HTTP, because TLS ends at API Gateway. Not played: authorizers, CORS, the stage's throttling, access logs.

mod answer;
mod event;
mod routing;

use std::{io, net::SocketAddr, sync::Arc};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Body, Bytes, Incoming},
    header::HeaderValue,
    http::request::Parts,
};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    http_server::{HttpServer, read_body},
    lambda::{Invoke, InvokeOutcome},
    record::{Place, Record, Recorder},
    template::Route,
};

/// "Quotas for configuring and running an HTTP API": payload size.
const PAYLOAD_LIMIT: usize = 10 * 1024 * 1024;

/// The same page: total combined size of request line and header values.
const HEADER_LIMIT: usize = 10_240;

/// How the HTTP API is started.
pub struct GatewayOptions {
    /// Appears in the domain name the functions are told.
    pub region: String,
    /// Routes of the template.
    pub routes: Vec<Route>,
    /// Whom the routes lead to.
    pub functions: Arc<dyn Invoke>,
    /// Keeps the answers.
    pub recorder: Recorder,
}

/// A running HTTP API.
pub struct Gateway {
    server: HttpServer,
}

struct Api(GatewayOptions);

impl Gateway {
    /// Starts it on a free loopback port.
    pub async fn start(options: GatewayOptions) -> io::Result<Self> {
        let api = Arc::new(Api(options));
        let server = HttpServer::start(move |request| api.clone().answer(request)).await?;
        Ok(Self { server })
    }

    /// Where stores find it, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Closes it. Requests in progress are cut off; the functions they reached work on.
    pub async fn stop(&self) {
        self.server.stop().await;
    }
}

impl Api {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let request_id = Uuid::new_v4().to_string();
        let (head, body) = request.into_parts();
        let mut response = match self.forward(&head, body, &request_id).await {
            Ok(response) => response,
            Err((status, message)) => answer::refusal(status, message),
        };
        if let Ok(id) = HeaderValue::try_from(request_id) {
            response.headers_mut().insert("apigw-requestid", id);
        }
        self.record(&response).await;
        response
    }

    async fn record(&self, response: &Response<Full<Bytes>>) {
        let recorder = &self.0.recorder;
        for (name, value) in response.headers() {
            let place = || Place::AnswerHeader { header: name.to_string() };
            recorder.add(|| Record::new(place(), value.as_bytes().to_vec()));
        }
        let Ok(body) = response.body().clone().collect().await;
        recorder.add(|| Record::new(Place::Answer, body.to_bytes()));
    }

    async fn forward(
        &self,
        head: &Parts,
        body: Incoming,
        request_id: &str,
    ) -> Result<Response<Full<Bytes>>, (StatusCode, &'static str)> {
        if size(head) > HEADER_LIMIT {
            return Err((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large"));
        }
        let path = event::decoded_path(head.uri.path());
        let matched = routing::find(&self.0.routes, head.method.as_str(), &path);
        let matched = matched.ok_or((StatusCode::NOT_FOUND, "Not Found"))?;
        let body = read(body).await?;
        let event = event::render(head, &path, &body, &matched, request_id, &self.0.region);
        let invocation = self.0.functions.invoke(&matched.route.function, event.into());
        // Troubleshooting pages: a late or throttled integration is "Service Unavailable" to the client.
        let unavailable = (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        match timeout(matched.route.timeout, invocation).await.map_err(|_| unavailable)? {
            InvokeOutcome::Ok(answer) => answer::from_function(&answer),
            InvokeOutcome::Throttled => return Err(unavailable),
            InvokeOutcome::FunctionError(_) | InvokeOutcome::TooLarge | InvokeOutcome::NotFound => None,
        }
        .ok_or((StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"))
    }
}

async fn read(body: Incoming) -> Result<Bytes, (StatusCode, &'static str)> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    read_body(body, PAYLOAD_LIMIT).await.ok_or((StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"))
}

fn size(head: &Parts) -> usize {
    let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let line = head.method.as_str().len() + target + " HTTP/1.1 ".len();
    line + head.headers.values().map(HeaderValue::len).sum::<usize>()
}
