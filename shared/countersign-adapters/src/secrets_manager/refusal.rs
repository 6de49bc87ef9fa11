//! What a refusal to write means.

use std::error::Error;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::aws::{Failure, Summary, failure};

/// Sorts a refused call. Two things differ from other services: a secret that has as many young versions as it may have
/// will not take one soon, and one that is scheduled for deletion takes none until a person has decided.
pub(super) fn refusal<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error,
{
    let deletion = error.message().is_some_and(|message| message.contains("deletion"));
    let told = match error.code() {
        Some("LimitExceededException") => "LimitExceededException",
        Some("InvalidRequestException") if deletion => {
            "that the secret is scheduled for deletion; restore it, or let it go and install again"
        }
        _ => return failure("Secrets Manager", error),
    };
    Failure::Lasting(Summary::new("Secrets Manager", told))
}
