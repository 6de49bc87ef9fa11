//! One event of the log as one line of JSON.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{
    Event,
    field::{Field, Visit},
};

/// Collects an event's fields, in the order they were written.
#[derive(Default)]
pub(crate) struct Line(Map<String, Value>);

impl Line {
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(crate) fn record(&mut self, event: &Event<'_>) {
        event.record(self);
    }

    /// The line with its end. JSON escapes control characters, so nothing can begin a second line.
    pub(crate) fn into_text(self) -> String {
        format!("{}\n", Value::Object(self.0))
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field.name(), value);
    }
}
