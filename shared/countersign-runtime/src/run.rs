//! From the first instruction of a function to its last.

use std::{env, future::Future, process::ExitCode};

use tokio::runtime::Builder;

use crate::{settings::Refusal, telemetry::start_logging};

/// Runs a function: `start` builds what it needs and serves. The log is there before anything else, so that no part of
/// the start can say anything in another way.
#[expect(clippy::disallowed_methods, reason = "the log's stage is known before settings are read")]
pub fn run<F>(function: &'static str, start: impl FnOnce() -> F) -> ExitCode
where
    F: Future<Output = Result<(), Refusal>>,
{
    start_logging(function, env::var("STAGE").ok().as_deref());
    match within_runtime(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            tracing::error!(outcome = "refused_to_start", code = "config_error", "{refusal}");
            ExitCode::FAILURE
        }
    }
}

fn within_runtime<F>(start: impl FnOnce() -> F) -> Result<(), Refusal>
where
    F: Future<Output = Result<(), Refusal>>,
{
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Refusal::because("the system gives it no way to wait for events"))?;
    // On the heap: the AWS clients' futures nest deeper than the compiler lays out in one piece.
    runtime.block_on(Box::pin(start()))
}
