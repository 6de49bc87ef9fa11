//! From the first instruction of a function to its last.

use std::{env, future::Future, process::ExitCode};

use tokio::runtime::Builder;

use crate::{settings::Refusal, telemetry::start_logging};

/// Runs a function: `start` builds what it needs and serves. The log is there before anything else, so that no part of
/// the start can say anything in another way.
#[expect(clippy::disallowed_methods, reason = "the log's stage is known before settings are read")]
pub fn run<F>(function: &'static str, start: impl FnOnce() -> F) -> ExitCode
where
    F: Future<Output = Result<(), Stopped>>,
{
    start_logging(function, env::var("STAGE").ok().as_deref());
    match within_runtime(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            stopped.report();
            ExitCode::FAILURE
        }
    }
}

/// Why a function does not run, or no longer.
#[derive(Debug)]
pub enum Stopped {
    /// It cannot begin. A person must help.
    Refused(Refusal),
    /// The Lambda runtime ended: its API went away, or gave an invocation that cannot be read. Lambda starts the next
    /// environment by itself.
    ByRuntime,
}

impl<R: Into<Refusal>> From<R> for Stopped {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

impl Stopped {
    fn report(&self) {
        match self {
            Self::Refused(refusal) => {
                tracing::error!(outcome = "refused_to_start", code = "config_error", "{refusal}");
            }
            Self::ByRuntime => tracing::error!(
                outcome = "stopped",
                code = "runtime_error",
                "the Lambda runtime ended: its API went away, or an invocation's envelope cannot be read"
            ),
        }
    }
}

fn within_runtime<F>(start: impl FnOnce() -> F) -> Result<(), Stopped>
where
    F: Future<Output = Result<(), Stopped>>,
{
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Refusal::because("the system gives it no way to wait for events"))?;
    // On the heap: the AWS clients' futures nest deeper than the compiler lays out in one piece.
    runtime.block_on(Box::pin(start()))
}
