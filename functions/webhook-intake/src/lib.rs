//! Takes a store's webhook. Translates between API Gateway and [`countersign_core::intake`], no more.

mod config;
mod log;

use std::time::{Duration, SystemTime};

use countersign_core::{
    Disposition,
    intake::{Intake, IntakeError, RawDelivery, Receipt, Route},
    journal::Head,
    ports::{Appended, IntakeSecrets, JournalError, JournalWriter},
};
use countersign_runtime::{Answer, Diagnostic, HttpEvent, Invocation, empty, json, malformed, refusal};
use lambda_http::http::StatusCode;
use serde::Serialize;

pub use config::Config;

/// What is kept back of Lambda's time, so that the answer still leaves.
const MARGIN: Duration = Duration::from_millis(500);
/// Lambda's limit for a synchronous event; a larger body cannot have come through it.
const LARGEST_BODY: usize = 6_291_556;

/// What a store is told of an event that is in the journal.
#[derive(Serialize)]
struct Taken {
    result: &'static str,
    event: String,
}

/// Answers one request. Every outcome of a request is an answer; only an event that is no request is an error.
pub async fn handle<S: IntakeSecrets, J: JournalWriter>(
    intake: &Intake<'_, S, J>,
    invocation: &Invocation,
    clock: fn() -> SystemTime,
) -> Result<Answer, Diagnostic> {
    let Some(event) = HttpEvent::parse(invocation.payload()) else {
        tracing::error!(outcome = "failed", code = "malformed_event", "not an HTTP request");
        return Err(malformed("a request of an API Gateway HTTP API (payload format 2.0)"));
    };
    let started = clock();
    let outcome = match route(&event) {
        Ok(route) => {
            let raw = RawDelivery { route, headers: &event, body: &event.body };
            // On the heap: the AWS client's futures nest deeper than the compiler lays out in one piece.
            within(invocation.remaining(started, MARGIN), Box::pin(intake.accept(&raw, started))).await
        }
        Err(refused) => Err(refused),
    };
    let report = log::Report { event: &event, took: clock().duration_since(started).unwrap_or_default() };
    match outcome {
        Ok(receipt) => {
            report.receipt(&receipt);
            Ok(taken(&receipt))
        }
        Err(refused) => {
            report.refusal(&refused);
            Ok(refusal(refused.disposition(), refused.code()))
        }
    }
}

/// Why a request was refused: by the rules, or before they saw it.
pub(crate) enum Refused {
    /// The address, method, or size is none of ours.
    Request(&'static str),
    /// The rules refused.
    Intake(IntakeError),
}

impl Refused {
    fn disposition(&self) -> Disposition {
        match self {
            Self::Request(_) => Disposition::Reject,
            Self::Intake(error) => error.disposition(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Request(code) => code,
            Self::Intake(error) => error.code(),
        }
    }
}

/// The way in, from the path alone: it decides how a delivery is proven.
fn route<'e>(event: &'e HttpEvent<'_>) -> Result<Route<'e>, Refused> {
    let mut segments = event.path.split('/');
    let route = match std::array::from_fn(|_| segments.next()) {
        [Some(""), Some("webhooks"), Some("shopify"), Some(_), None, None] => Route::Shopify,
        [Some(""), Some("webhooks"), Some("woocommerce"), Some(_), Some(store), None] => {
            Route::WooCommerce { store }
        }
        _ => return Err(Refused::Request("not_found")),
    };
    if event.method != "POST" {
        return Err(Refused::Request("method_not_allowed"));
    }
    if event.body.len() > LARGEST_BODY {
        return Err(Refused::Request("payload_too_large"));
    }
    if event.headers_are_bounded() { Ok(route) } else { Err(Refused::Request("malformed_request")) }
}

/// Cuts the work off while there is still time to say so. What was begun may be durable: the store's repeat is
/// recognised.
async fn within(
    limit: Duration,
    accept: impl Future<Output = Result<Receipt, IntakeError>>,
) -> Result<Receipt, Refused> {
    let late = || IntakeError::Journal(JournalError::Unavailable("not in time".into()));
    tokio::time::timeout(limit, accept).await.unwrap_or_else(|_| Err(late())).map_err(Refused::Intake)
}

fn taken(receipt: &Receipt) -> Answer {
    match receipt {
        Receipt::Pong => empty(),
        Receipt::Kept { event, .. } => {
            json(StatusCode::OK, &Taken { result: result(receipt), event: event.to_string() })
        }
    }
}

/// The word for what became of a delivery, in answers and logs.
pub(crate) fn result(receipt: &Receipt) -> &'static str {
    match receipt {
        Receipt::Pong => "pong",
        Receipt::Kept { appended: Appended::Repeat, .. } => "repeat",
        Receipt::Kept { head: Head::Quarantine, .. } => "quarantined",
        Receipt::Kept { head: Head::Deliver | Head::Lifecycle, .. } => "accepted",
        Receipt::Kept { head: Head::Record, .. } => "recorded",
    }
}
