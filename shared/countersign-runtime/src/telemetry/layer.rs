//! Takes what the `tracing` macros say.

use tracing::{
    Event, Metadata, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, Scope},
};

use super::{line::Frame, recorded::Recorded};
use crate::clock::now;

/// Crates that every function shares. A function's own crate bears the function's name.
const SHARED: &str = "countersign_";

pub(crate) struct Lines {
    frame: Frame,
    level: LevelFilter,
    krate: String,
    write: fn(&[u8]),
}

impl Lines {
    pub(crate) fn new(
        function: &'static str,
        stage: &'static str,
        level: LevelFilter,
        write: fn(&[u8]),
    ) -> Self {
        Self { frame: Frame { function, stage }, level, krate: function.replace('-', "_"), write }
    }

    /// Libraries may log what they send and receive: only our own crates are heard.
    fn hears(&self, metadata: &Metadata<'_>) -> bool {
        let krate = metadata.target().split("::").next().unwrap_or_default();
        *metadata.level() <= self.level && (krate.starts_with(SHARED) || krate == self.krate)
    }
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Lines {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.hears(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.hears(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    /// Values are formatted before the span is locked: one that panics must find the span readable for its last line.
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut recorded = Recorded::default();
        attributes.record(&mut recorded);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(recorded);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut newer = Recorded::default();
        values.record(&mut newer);
        if let Some(span) = context.span(id)
            && let Some(recorded) = span.extensions_mut().get_mut::<Recorded>()
        {
            recorded.merge(&newer);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut recorded = Recorded::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(of_span) = span.extensions().get::<Recorded>() {
                recorded.merge(of_span);
            }
        }
        event.record(&mut recorded);
        let level = event.metadata().level().as_str();
        (self.write)(&self.frame.line(level, now(), &recorded));
    }
}
