//! Hears what a function logs, before its writer makes lines of it.

use std::{cell::RefCell, fmt::Debug, sync::Once};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry,
};

thread_local! {
    /// What this thread's test has heard, while it listens.
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// One subscriber for all threads: with one each, `tracing` takes a place in the code that another test passes first
/// for one that nobody listens to.
static LISTENING: Once = Once::new();

struct Lines;

struct Line(String);

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line(format!("level={}", event.metadata().level()));
        event.record(&mut line);
        HEARD.with_borrow_mut(|heard| heard.iter_mut().for_each(|heard| heard.extend([&*line.0, "\n"])));
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &[" ", field.name(), "=", &format!("{value:?}")].concat();
    }
}

/// The answer of `work`, and every line that was logged on the way, fields as `name=value`.
///
/// # Panics
///
/// Where the test started the real log, so that nothing would be heard here.
pub async fn logged<T>(work: impl Future<Output = T>) -> (T, String) {
    LISTENING.call_once(|| {
        let listens = tracing::subscriber::set_global_default(registry().with(Lines)).is_ok();
        assert!(listens, "the test started the real log, so that nothing is heard here");
        tracing::callsite::rebuild_interest_cache();
    });
    HEARD.set(Some(String::new()));
    let answer = work.await;
    (answer, HEARD.take().unwrap_or_default())
}

/// Whether one line of this level holds this.
pub fn told(lines: &str, level: &str, part: &str) -> bool {
    let start = format!("level={level} ");
    lines.lines().any(|line| line.starts_with(&start) && line.contains(part))
}
