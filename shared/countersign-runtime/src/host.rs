//! Runs a handler on Lambda over the raw payload.
//!
//! The runtime would otherwise parse events itself, and its error text can carry what a stranger sent; invalid base64
//! would even panic inside it.

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

use countersign_core::wall_time::from_epoch_millis;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime};
use serde::Serialize;
use serde_json::value::RawValue;
use tracing::Instrument as _;

use crate::{
    run::Stopped,
    telemetry::{Bounded, masked},
};

const LONGEST_ERROR_TYPE: usize = 100;
const LONGEST_ERROR: usize = 1024;

/// One event for a function.
pub struct Invocation {
    payload: Box<RawValue>,
    deadline: SystemTime,
}

impl Invocation {
    /// An event with the time at which Lambda ends the function.
    pub fn new(payload: Box<RawValue>, deadline: SystemTime) -> Self {
        Self { payload, deadline }
    }

    /// The event, as JSON text.
    pub fn payload(&self) -> &str {
        self.payload.get()
    }

    /// The time left before Lambda ends the function, less `margin`.
    pub fn remaining(&self, now: SystemTime, margin: Duration) -> Duration {
        self.deadline.duration_since(now).unwrap_or_default().saturating_sub(margin)
    }
}

/// The error for an event that is not of the kind a function takes. Says nothing of what was in it.
pub fn malformed(expected: &str) -> Diagnostic {
    Diagnostic {
        error_type: "MalformedEvent".to_owned(),
        error_message: format!("the event is not {expected}"),
    }
}

/// An error as it may leave: what Lambda is told stands in its log and in the answer.
fn without_values(error: &Diagnostic) -> Diagnostic {
    let masked = |text: &str, limit| masked(&Bounded::of_str(text), limit);
    Diagnostic {
        error_type: masked(&error.error_type, LONGEST_ERROR_TYPE),
        error_message: masked(&error.error_message, LONGEST_ERROR),
    }
}

/// Hands events to `handler`, one after the other, for as long as the environment lives. Every line that is logged on the
/// way carries the invocation's ids, at whatever level the log is.
pub async fn serve<H, F, R>(handler: H) -> Result<(), Stopped>
where
    H: Fn(Invocation) -> F,
    F: Future<Output = Result<R, Diagnostic>>,
    R: Serialize,
{
    let service = lambda_runtime::service_fn(|event: LambdaEvent<Box<RawValue>>| {
        let LambdaEvent { payload, context } = event;
        let trace_id = context.xray_trace_id.as_deref();
        let span = tracing::error_span!("invocation", request_id = context.request_id, trace_id);
        let deadline = from_epoch_millis(context.deadline);
        let answer = span.in_scope(|| handler(Invocation::new(payload, deadline)));
        async { answer.await.map_err(|error| without_values(&error)) }.instrument(span)
    });
    Runtime::new(service).run().await.map_err(|_| Stopped::ByRuntime)
}
