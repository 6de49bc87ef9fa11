//! Which failures of AWS may pass by themselves.

use std::error::Error;

use aws_smithy_runtime_api::client::{
    orchestrator::HttpResponse,
    result::{ConnectorError, SdkError},
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// What a service refuses for a reason of its own that passes.
const PASSING: [&str; 12] = [
    "InternalServerError",
    "InternalServiceError",
    "InternalFailure",
    "ItemCollectionSizeLimitExceededException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// What a transaction is cancelled for and passes.
const PASSING_REASONS: [&str; 3] =
    ["ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"];

/// A failure, sorted by whether trying again may help.
#[derive(Debug)]
pub enum Failure {
    /// Never got a usable answer, or the service was busy.
    Passing(Summary),
    /// The service understood and refused.
    Lasting(Summary),
}

/// What may be told of a failure: the service's code, never its message, which can quote what we sent.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{service} answered {code}")]
pub struct Summary {
    service: &'static str,
    code: String,
}

impl Summary {
    /// What may be told of a failure that no error of the SDK tells.
    pub fn new(service: &'static str, code: &str) -> Self {
        Self { service, code: code.to_owned() }
    }
}

/// Sorts a cancelled transaction by its reasons, one of which is more than `None`.
pub fn cancelled(service: &'static str, reasons: &[&str]) -> Failure {
    let reasons: Vec<_> = reasons.iter().filter(|reason| **reason != "None").collect();
    let lasting = reasons.iter().find(|reason| !PASSING_REASONS.contains(**reason));
    let told = lasting.or(reasons.first()).map_or("a cancellation without a reason", |reason| **reason);
    let summary = Summary::new(service, told);
    if lasting.is_some() || reasons.is_empty() {
        Failure::Lasting(summary)
    } else {
        Failure::Passing(summary)
    }
}

/// Sorts a failed call to `service`.
pub fn failure<E>(service: &'static str, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error,
{
    match error {
        SdkError::ServiceError(refusal) => {
            let code = refusal.err().code().unwrap_or("without a code");
            let passing = refusal.raw().status().is_server_error() || PASSING.contains(&code);
            let summary = Summary::new(service, code);
            if passing { Failure::Passing(summary) } else { Failure::Lasting(summary) }
        }
        SdkError::ConstructionFailure(_) => {
            Failure::Lasting(Summary::new(service, "nothing: the request is not valid"))
        }
        SdkError::TimeoutError(_) => Failure::Passing(Summary::new(service, "not in time")),
        SdkError::DispatchFailure(failure) => {
            Failure::Passing(Summary::new(service, failure.as_connector_error().map_or("nothing", connector)))
        }
        SdkError::ResponseError(_) | _ => Failure::Passing(Summary::new(service, "something unreadable")),
    }
}

fn connector(error: &ConnectorError) -> &'static str {
    if error.is_timeout() { "not in time" } else { "nothing: no connection" }
}
