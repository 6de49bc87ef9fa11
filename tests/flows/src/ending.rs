//! What every flow must leave behind: all work done or explained, no background failure, and no trace of people.

use std::collections::BTreeSet;

use local_stack::{lambda::LogLine, template::MetricFilter};
use serde_json::Value;

use crate::{CRASHED, DELIVERIES, Policy, System, leaks::Needles, queues::DROPPED, tables::text, until};

/// Waits until the system has come to rest, examines it, stops it, and searches what it wrote.
pub(crate) async fn examine(system: &mut System) {
    system.rest().await;
    no_message_is_stranded(system).await;
    assert_eq!(system.stack().wiring.troubles(), [].into(), "something in the background fails");
    assert!(system.stack().aws.faults().is_spent(), "a fault that was injected never struck");
    partners_know_nobody(system);
    no_seal_is_transparent(system).await;
    let filters = system.stack().template.metric_filters.clone();
    system.stop().await;
    log_is_explained(system);
    every_error_is_counted(system, &filters);
    nobody_is_told_of(system);
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
        let idle = async || (self.messages(DELIVERIES).await == 0).then_some(());
        until("the deliveries queue is empty", idle).await;
    }
}

async fn no_message_is_stranded(system: &System) {
    let expected = system.notes.lock().crashed;
    assert_eq!(system.messages(CRASHED).await, expected, "messages in {CRASHED}");
    for queue in DROPPED {
        assert_eq!(system.messages(queue).await, 0, "messages in {queue}");
    }
}

/// Only the mailer may know anybody, and of them only the address it writes to.
fn partners_know_nobody(system: &System) {
    let people = system.notes.lock().people.clone();
    for partner in system.stack().partners() {
        let mailer = partner.host().starts_with("mailer.");
        let needles = Needles::new(people.iter().filter(|value| !(mailer && value.contains('@'))));
        for request in partner.requests() {
            needles.assert_absent(&format!("a request to {}", partner.host()), &request.body);
        }
    }
}

/// The files hold bytes in base64, in which nobody would be found.
async fn no_seal_is_transparent(system: &System) {
    let people = system.notes.lock().people.clone();
    let needles = Needles::new(&people);
    for item in system.items("Journal").await {
        for (name, value) in item.iter().filter_map(|(name, value)| Some((name, value.as_b().ok()?))) {
            needles.assert_absent(&format!("`{name}` of the journal"), value.as_ref());
        }
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

fn nobody_is_told_of(system: &System) {
    let notes = system.notes.lock();
    let needles = Needles::new(&notes.people);
    for line in &notes.earlier_lines {
        needles.assert_absent("a log line", line.text.as_bytes());
    }
    for answer in &notes.answers {
        needles.assert_absent("an answer's body", &answer.body);
        needles.assert_absent("an answer's headers", format!("{:?}", answer.headers).as_bytes());
    }
    needles.assert_absent_from_folder(&system.data());
}
