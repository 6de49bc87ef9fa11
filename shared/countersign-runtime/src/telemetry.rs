//! The log: one line of JSON per event, only ours, only what its fields say.

use std::{
    io::{Write, stdout},
    panic::{self, PanicHookInfo},
};

use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::{
    Layer, filter,
    layer::{Context, SubscriberExt},
    registry,
};

use crate::line::Line;

/// Libraries may log what they send and receive; their events are dropped.
const OURS: [&str; 3] = ["countersign", "partner_delivery", "webhook_intake"];

/// Begins to log for `function`. Panics are logged too, by their place alone: a message may quote a value.
pub fn start_logging(function: &'static str, stage: Option<&str>) {
    let lines = Lines { function, stage: stage.unwrap_or("unknown").to_owned() };
    let layer = lines.with_filter(filter::filter_fn(is_ours));
    // A second call, as in tests, changes nothing.
    drop(tracing::subscriber::set_global_default(registry().with(layer)));
    panic::set_hook(Box::new(report_panic));
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO && OURS.iter().any(|ours| metadata.target().starts_with(ours))
}

fn report_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
    tracing::error!(
        outcome = "crashed",
        code = "panic",
        place = place.unwrap_or_default(),
        "the function panicked"
    );
}

struct Lines {
    function: &'static str,
    stage: String,
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line::default();
        line.set("level", event.metadata().level().as_str());
        line.set("function", self.function);
        line.set("stage", &*self.stage);
        line.record(event);
        // Where the log cannot be written, nothing can be said about it.
        drop(stdout().lock().write_all(line.into_text().as_bytes()));
    }
}
