//! One event of the log as one line of JSON.

use std::{
    io::{Write as _, stdout},
    time::SystemTime,
};

use countersign_core::wall_time;
use serde::Serialize;

use super::{metrics, recorded::Recorded, value::Value};

/// What the writer knows besides the event's fields.
pub(crate) struct Frame {
    pub(crate) function: &'static str,
    pub(crate) stage: &'static str,
}

impl Frame {
    /// The line with its end. Members have a fixed order; `message` comes first because people read lines too.
    pub(crate) fn line(&self, level: &str, time: SystemTime, recorded: &Recorded) -> Vec<u8> {
        let mut line = Members(Vec::with_capacity(512));
        line.add("timestamp", &wall_time::format_millis(time));
        line.add("level", level);
        let mut fields = recorded.iter().peekable();
        if let Some((name, value)) = fields.next_if(|(name, _)| *name == "message") {
            line.add_value(name, value);
        }
        line.add("function", self.function);
        line.add("stage", self.stage);
        fields.for_each(|(name, value)| line.add_value(name, value));
        if !recorded.dropped().is_empty() {
            line.add("dropped", recorded.dropped());
        }
        if let Some(metrics) = metrics::of(recorded, time) {
            line.add("_aws", &metrics);
        }
        line.end()
    }
}

/// Writes a whole line at once. Where the log cannot be written, nothing can be said about it.
pub(crate) fn to_stdout(line: &[u8]) {
    drop(stdout().lock().write_all(line));
}

/// A JSON object that grows.
struct Members(Vec<u8>);

impl Members {
    fn add(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        self.json(name);
        self.0.push(b':');
        self.json(value);
    }

    fn add_value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Number(number) => self.add(name, number),
            Value::Text(text) => self.add(name, &**text),
        }
    }

    /// Neither memory nor any of our types refuses to be written.
    fn json(&mut self, value: &(impl Serialize + ?Sized)) {
        drop(serde_json::to_writer(&mut self.0, value));
    }

    fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"}\n");
        self.0
    }
}
