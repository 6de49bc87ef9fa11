//! The Lambda Runtime API, 2018-06-01, for one instance of a function.
//!
//! Rules: Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
};
use serde::Deserialize;
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use super::{
    logs::Logs,
    outcome::{FunctionError, PAYLOAD_LIMIT},
};
use crate::{
    clock::since_epoch,
    http_server::{HttpServer, read_body},
    record::{Place, Record, head},
};

/// One event on its way to a function.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) request_id: String,
    pub(super) payload: Bytes,
    pub(super) arn: String,
    pub(super) timeout: Duration,
}

/// What the function's process told the Runtime API.
#[derive(Debug)]
pub(super) enum Report {
    /// It asks for an event; the first time, this ends its initialisation.
    Polled,
    /// It has taken the event.
    Taken,
    /// It is done with the event.
    Done(Result<Bytes, FunctionError>),
    /// It cannot start.
    InitFailed(FunctionError),
}

/// The instance's side of the conversation.
pub(super) struct RuntimeApi {
    server: HttpServer,
    events: mpsc::UnboundedSender<Event>,
    reports: mpsc::UnboundedReceiver<Report>,
}

struct Exchange {
    events: AsyncMutex<mpsc::UnboundedReceiver<Event>>,
    current: Mutex<Option<String>>,
    reports: mpsc::UnboundedSender<Report>,
    function: Arc<str>,
    logs: Arc<Logs>,
}

/// The part of an error report that says what kind it is.
#[derive(Deserialize)]
struct ErrorReport {
    #[serde(rename = "errorType")]
    error_type: String,
}

impl RuntimeApi {
    pub(super) async fn start(function: Arc<str>, logs: Arc<Logs>) -> io::Result<Self> {
        let (events, next) = mpsc::unbounded_channel();
        let (report, reports) = mpsc::unbounded_channel();
        let exchange = Arc::new(Exchange {
            events: AsyncMutex::new(next),
            current: Mutex::default(),
            reports: report,
            function,
            logs,
        });
        let server = HttpServer::start(move |request| exchange.clone().answer(request)).await?;
        Ok(Self { server, events, reports })
    }

    /// `host:port`, as `AWS_LAMBDA_RUNTIME_API` wants it.
    pub(super) fn address(&self) -> String {
        self.server.address().to_string()
    }

    /// Offers an event to the next poll.
    pub(super) fn offer(&self, event: Event) {
        // The server owns the receiver and lives as long as `self`.
        let _ = self.events.send(event);
    }

    /// Safe to cancel: no report is lost.
    pub(super) async fn report(&mut self) -> Option<Report> {
        self.reports.recv().await
    }

    pub(super) async fn stop(&self) {
        self.server.stop().await;
    }
}

impl Exchange {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let Some(call) = path.strip_prefix("/2018-06-01/runtime/") else {
            return refused(StatusCode::NOT_FOUND);
        };
        self.record(call, head(request.headers()));
        let segments: Vec<&str> = call.split('/').collect();
        match (request.method(), segments.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["invocation", id, "response"]) => self.response(id, request).await,
            (&Method::POST, ["invocation", id, "error"]) => self.error(id, request).await,
            (&Method::POST, ["init", "error"]) => self.init_error(request).await,
            _ => refused(StatusCode::NOT_FOUND),
        }
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        self.report(Report::Polled);
        let Some(event) = self.events.lock().await.recv().await else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR);
        };
        *self.current() = Some(event.request_id.clone());
        self.report(Report::Taken);
        let deadline = since_epoch() + event.timeout;
        let response = Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", &event.request_id)
            .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string())
            .header("Lambda-Runtime-Invoked-Function-Arn", &event.arn)
            .header("Lambda-Runtime-Trace-Id", trace_id(&event.request_id));
        response.body(event.payload.into()).unwrap_or_else(|_| refused(StatusCode::INTERNAL_SERVER_ERROR))
    }

    async fn response(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let body = read_body(request.into_body(), PAYLOAD_LIMIT).await;
        self.record("response", body.clone().unwrap_or_default());
        if !self.is_current(id) {
            return refused(StatusCode::BAD_REQUEST);
        }
        let status = if body.is_some() { StatusCode::ACCEPTED } else { StatusCode::PAYLOAD_TOO_LARGE };
        self.done(body.ok_or_else(FunctionError::answer_too_large));
        refused(status)
    }

    async fn error(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let error = self.read_error(request).await;
        if !self.is_current(id) {
            return refused(StatusCode::BAD_REQUEST);
        }
        self.done(Err(error));
        refused(StatusCode::ACCEPTED)
    }

    async fn init_error(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        self.report(Report::InitFailed(self.read_error(request).await));
        refused(StatusCode::ACCEPTED)
    }

    async fn read_error(&self, request: Request<Incoming>) -> FunctionError {
        let error = read_error(request).await;
        self.record("error", error.payload.clone());
        error
    }

    fn record(&self, call: &str, bytes: impl Into<Bytes>) {
        let place = || Place::Runtime { function: self.function.clone(), call: call.to_owned() };
        self.logs.recorder.add(|| Record::new(place(), bytes));
    }

    fn done(&self, result: Result<Bytes, FunctionError>) {
        *self.current() = None;
        self.report(Report::Done(result));
    }

    fn is_current(&self, id: &str) -> bool {
        self.current().as_deref() == Some(id)
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, report: Report) {
        // Nobody listens any more once the instance has been given up.
        let _ = self.reports.send(report);
    }
}

/// Every answer but an event is a status and a word about it.
fn refused(status: StatusCode) -> Response<Full<Bytes>> {
    let text: &[u8] = match status {
        StatusCode::ACCEPTED => br#"{"status":"OK"}"#,
        StatusCode::BAD_REQUEST => br#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#,
        StatusCode::PAYLOAD_TOO_LARGE => {
            br#"{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"#
        }
        _ => br#"{"errorMessage":"Not played","errorType":"NotFound"}"#,
    };
    let mut response = Response::new(Bytes::from_static(text).into());
    *response.status_mut() = status;
    response
}

async fn read_error(request: Request<Incoming>) -> FunctionError {
    let header = request.headers().get("Lambda-Runtime-Function-Error-Type").cloned();
    let payload = read_body(request.into_body(), PAYLOAD_LIMIT).await.unwrap_or_default();
    let in_body = || serde_json::from_slice(&payload).ok().map(|report: ErrorReport| report.error_type);
    let in_header = || header.and_then(|value| value.to_str().ok().map(str::to_owned));
    let error_type = in_body().or_else(in_header).unwrap_or_else(|| "Runtime.Unknown".to_owned());
    FunctionError { error_type, payload }
}

/// In X-Ray's form; never sampled.
fn trace_id(request_id: &str) -> String {
    let digits: String = request_id.chars().filter(char::is_ascii_hexdigit).collect();
    let (time, rest) = digits.split_at(digits.len().min(8));
    format!("Root=1-{time}-{rest};Sampled=0")
}
