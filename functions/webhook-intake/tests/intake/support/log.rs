//! Hears what the function logs.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry,
};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

struct Line(String);

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line(format!("level={}", event.metadata().level()));
        event.record(&mut line);
        self.0.lock().unwrap().extend([line.0.as_str(), "\n"]);
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

/// The answer of `work`, and every line that was logged on the way, fields as `name=value`.
pub(crate) async fn logged<T>(work: impl Future<Output = T>) -> (T, String) {
    let lines = Lines::default();
    let listening = tracing::subscriber::set_default(registry().with(lines.clone()));
    let answer = work.await;
    drop(listening);
    let heard = lines.0.lock().unwrap().clone();
    (answer, heard)
}
