//! What an invocation can come to, in the words AWS uses.
//!
//! Rules: Lambda Developer Guide, "Troubleshoot invocation issues in Lambda" and "Understanding the Lambda execution
//! environment lifecycle"; Lambda API Reference, "Invoke".

use std::{os::unix::process::ExitStatusExt, process::ExitStatus, time::Duration};

use hyper::body::Bytes;
use serde_json::json;

/// Most bytes of an event, and of an answer.
pub const PAYLOAD_LIMIT: usize = 6_291_556;

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvokeOutcome {
    /// The function answered.
    Ok(Bytes),
    /// The function, or its process, failed.
    FunctionError(FunctionError),
    /// Every instance is busy (`TooManyRequestsException`). Nothing ran.
    Throttled,
    /// The event is larger than [`PAYLOAD_LIMIT`] (`RequestTooLargeException`). Nothing ran.
    TooLarge,
    /// There is no such function (`ResourceNotFoundException`).
    NotFound,
}

/// A failed invocation, as the invoker is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError {
    /// Such as `Runtime.ExitError`, or what the function itself calls it.
    pub error_type: String,
    /// The answer's JSON text.
    pub payload: Bytes,
}

impl InvokeOutcome {
    /// The answer, if there is one.
    pub fn ok(&self) -> Option<&Bytes> {
        match self {
            Self::Ok(answer) => Some(answer),
            Self::FunctionError(_) | Self::Throttled | Self::TooLarge | Self::NotFound => None,
        }
    }
}

impl FunctionError {
    pub(super) fn new(error_type: &str, message: &str) -> Self {
        let payload = json!({"errorType": error_type, "errorMessage": message}).to_string().into();
        Self { error_type: error_type.to_owned(), payload }
    }

    pub(super) fn timed_out(request_id: &str, after: Duration) -> Self {
        let message =
            format!("RequestId: {request_id} Error: Task timed out after {:.2} seconds", after.as_secs_f64());
        Self::new("Sandbox.Timedout", &message)
    }

    pub(super) fn exited(request_id: &str, status: Option<ExitStatus>) -> Self {
        let how = match status.map(|status| (status.code(), status.signal())) {
            Some((Some(0), _)) => "Runtime exited without providing a reason".to_owned(),
            Some((Some(code), _)) => format!("Runtime exited with error: exit status {code}"),
            Some((None, Some(signal))) => {
                format!("Runtime exited with error: signal: {}", signal_name(signal))
            }
            Some((None, None)) | None => "Runtime exited with error: signal: killed".to_owned(),
        };
        Self::new("Runtime.ExitError", &format!("RequestId: {request_id} Error: {how}"))
    }

    pub(super) fn answer_too_large() -> Self {
        let message =
            format!("Response payload size exceeded maximum allowed payload size ({PAYLOAD_LIMIT} bytes).");
        Self::new("Function.ResponseSizeTooLarge", &message)
    }

    /// There is nothing to run, as when the binary has not been built.
    pub(super) fn not_started(request_id: &str, reason: &str) -> Self {
        Self::new("Runtime.InvalidEntrypoint", &format!("RequestId: {request_id} Error: {reason}"))
    }
}

fn signal_name(signal: i32) -> String {
    match signal {
        6 => "aborted".to_owned(),
        9 => "killed".to_owned(),
        11 => "segmentation fault".to_owned(),
        15 => "terminated".to_owned(),
        other => other.to_string(),
    }
}
