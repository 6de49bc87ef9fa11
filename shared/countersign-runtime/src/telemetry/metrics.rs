//! Metrics in CloudWatch's embedded metric format: part of the line they measure, at no call and no delay.

use std::time::SystemTime;

use countersign_core::wall_time;
use serde::Serialize;

use super::{
    recorded::Recorded,
    value::{MALFORMED, Value},
};

const NAMESPACE: &str = "Countersign";

/// Each set is one series for each combination of its values, and each series is paid for by the month.
const BY_FUNCTION: &[&str] = &["stage", "function", "outcome"];
const BY_PARTNER: &[&str] = &["stage", "partner", "outcome"];

const METRICS: [Metric; 3] = [
    Metric { name: "ms", unit: "Milliseconds" },
    Metric { name: "bytes", unit: "Bytes" },
    Metric { name: "expires_in_s", unit: "Seconds" },
];

/// The member `_aws`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Directives {
    timestamp: u64,
    cloud_watch_metrics: [Directive; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: Vec<&'static [&'static str]>,
    metrics: Vec<Metric>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

/// The metrics of a line that closes a piece of work, which is one that says how long it took.
pub(crate) fn of(recorded: &Recorded, time: SystemTime) -> Option<Directives> {
    let is_number = |name| matches!(recorded.get(name), Some(Value::Number(_)));
    let is_word = |name| matches!(recorded.get(name), Some(Value::Text(word)) if word != MALFORMED);
    if !(is_number("ms") && is_word("outcome")) {
        return None;
    }
    let mut dimensions = vec![BY_FUNCTION];
    dimensions.extend(is_word("partner").then_some(BY_PARTNER));
    let metrics = METRICS.into_iter().filter(|metric| is_number(metric.name)).collect();
    let directive = Directive { namespace: NAMESPACE, dimensions, metrics };
    Some(Directives { timestamp: wall_time::epoch_millis(time), cloud_watch_metrics: [directive] })
}
