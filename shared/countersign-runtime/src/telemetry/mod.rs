//! The one writer: everything a function says goes through here, one JSON object in one line for each event.
//! `docs/LOGGING.md` is the contract.

mod bounded;
mod fields;
mod form;
mod layer;
mod level;
mod line;
mod mask;
mod metrics;
mod panic;
mod recorded;
#[cfg(test)]
mod tests;
mod value;
mod visible;

use std::{env, sync::Once};

use countersign_core::Stage;
use tracing_subscriber::{layer::SubscriberExt, registry};

pub(crate) use bounded::Bounded;
use layer::Lines;
pub use mask::correlate;
pub(crate) use mask::masked;

/// Begins to log for `function`, whose crate bears its name, and to report panics by their place alone: a message may
/// quote a value.
#[expect(clippy::disallowed_methods, reason = "Lambda sets it, and it must be known before anything else")]
pub fn start_logging(function: &'static str, stage: Option<&str>) {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let stage = stage.and_then(Stage::parse).map_or("unknown", Stage::as_str);
        let level = level::parse(env::var("AWS_LAMBDA_LOG_LEVEL").ok().as_deref());
        let lines = Lines::new(function, stage, level, line::to_stdout);
        // Only a second subscriber could be refused, and nothing else of ours sets one.
        drop(tracing::subscriber::set_global_default(registry().with(lines)));
        panic::end_the_process_at_a_panic();
    });
}
