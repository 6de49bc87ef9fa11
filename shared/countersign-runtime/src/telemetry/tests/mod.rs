//! The writer as functions meet it: through the macros of `tracing`.

mod bounds;
mod cases;
mod envelope;
mod injection;
mod metrics;
mod process;
mod source;
mod unprintable;

use std::{cell::RefCell, sync::Once};

use serde_json::Value;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{layer::SubscriberExt, registry};

use super::layer::Lines;

thread_local! {
    static HEARD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// One writer for all threads, as in a function, and each thread's test hears its own lines.
static LISTENING: Once = Once::new();

/// What was written while `work` ran: whole lines, each with its end.
fn written(work: impl FnOnce()) -> String {
    LISTENING.call_once(|| {
        let lines = Lines::new("careless", "dev", LevelFilter::TRACE, |line| {
            HEARD.with_borrow_mut(|heard| heard.extend_from_slice(line));
        });
        tracing::subscriber::set_global_default(registry().with(lines)).unwrap();
    });
    HEARD.take();
    work();
    String::from_utf8(HEARD.take()).unwrap()
}

/// The one line that `work` wrote.
fn line(work: impl FnOnce()) -> Value {
    let text = written(work);
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    serde_json::from_str(&text).unwrap()
}
