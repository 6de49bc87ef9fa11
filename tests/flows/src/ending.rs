//! What every flow must leave behind: all work done or explained, no background failure, and no trace
//! of people or secrets.

use std::collections::BTreeSet;

use local_stack::{lambda::LogLine, template::MetricFilter};
use serde_json::Value;

use crate::{
    CRASHED, DELIVERIES, Policy, System,
    queues::{DROPPED, LIFECYCLE},
    scan,
    tables::text,
    until,
};

/// Waits until the system has come to rest, examines it, stops it, and searches what it wrote.
pub(crate) async fn examine(system: &mut System) {
    system.rest().await;
    no_message_is_stranded(system).await;
    assert_eq!(system.stack().wiring.troubles(), [].into(), "something in the background fails");
    assert!(system.stack().aws.faults().is_spent(), "a fault that was injected never struck");
    let filters = system.stack().template.metric_filters.clone();
    system.stop().await;
    log_is_explained(system);
    every_error_is_counted(system, &filters);
    nothing_is_told(system);
}

impl System {
    /// Waits until every delivery is settled, but those that the flow leaves undone, and no message waits.
    pub async fn rest(&self) {
        let policy = Policy::read();
        for entry in self.entries().await.iter().filter(|entry| text(entry, "part") == "head#deliver") {
            for partner in policy.partners_for(text(entry, "topic")) {
                let pair = (text(entry, "id").to_owned(), partner.to_owned());
                if !self.notes.lock().unsettled.contains(&pair) {
                    self.row(&pair.0, partner, "delivered").await;
                }
            }
        }
        for queue in [DELIVERIES, LIFECYCLE] {
            let idle = async || (self.messages(queue).await == 0).then_some(());
            until(&format!("{queue} is empty"), idle).await;
        }
    }
}

async fn no_message_is_stranded(system: &System) {
    let expected = system.notes.lock().crashed;
    assert_eq!(system.messages(CRASHED).await, expected, "messages in {CRASHED}");
    for queue in DROPPED {
        assert_eq!(system.messages(queue).await, 0, "messages in {queue}");
    }
}

/// Every line is JSON, and every error was announced and has come.
fn log_is_explained(system: &System) {
    let notes = system.notes.lock();
    let codes = notes.earlier_lines.iter().filter_map(error_code).collect::<BTreeSet<_>>();
    assert_eq!(codes, notes.errors, "codes of error lines, and those that were to come");
}

fn error_code(line: &LogLine) -> Option<String> {
    let said: Value = serde_json::from_str(&line.text).unwrap_or_else(|_| panic!("not a log line: {line}"));
    (said["level"] == "ERROR").then(|| said["code"].as_str().unwrap_or("none").to_owned())
}

/// What nothing counts rings no alarm.
fn every_error_is_counted(system: &System, filters: &[MetricFilter]) {
    for line in system.notes.lock().earlier_lines.iter().filter(|line| error_code(line).is_some()) {
        let counts = |filter: &MetricFilter| {
            filter.function == *line.function
                && filter.metric.ends_with("Failures")
                && filter.pattern.counts(&line.text)
        };
        assert!(filters.iter().any(counts), "no metric filter counts {line}");
    }
}

fn nothing_is_told(system: &System) {
    let planted = system.notes.lock().planted.clone();
    scan::assert_absent(&planted, &system.recorder.take(), system.folder());
}
