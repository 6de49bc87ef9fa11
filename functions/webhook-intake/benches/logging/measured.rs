//! The side that does the work.

use std::{
    io::stdin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use countersign_core::{
    Stage,
    intake::Intake,
    testing::{FixedSecrets, MemoryJournal, SeededEntropy},
};
use countersign_runtime::{Invocation, policy};
use rustix::time::{ClockId, clock_gettime};
use tracing::Instrument as _;
use webhook_intake::handle;

use super::{EACH, processors, webhooks};

/// A minute after the time that the orders state.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(webhooks::STATED_AT + 60)
}

/// Takes a round of webhooks for each line on standard input, and tells on standard error what each cost.
pub(crate) fn rounds() {
    processors::work_on_the_last();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let policy = policy(Stage::Local).unwrap();
    for (round, _) in stdin().lines().enumerate() {
        let events: Vec<_> = (0..EACH).map(|at| webhooks::event(round, at)).collect();
        let intake = Intake {
            config: &policy,
            secrets: FixedSecrets::default(),
            journal: MemoryJournal::default(),
            entropy: Box::new(SeededEntropy::new(1)),
        };
        let before = processor_time();
        for event in events {
            runtime.block_on(take(&intake, event));
        }
        let spent = processor_time().saturating_sub(before) / EACH;
        assert_eq!(intake.journal.calls(), usize::try_from(EACH).unwrap());
        eprintln!("{}", spent.as_secs_f64() * 1e6);
    }
}

/// As `countersign_runtime::serve` does it.
async fn take(intake: &Intake<'_, FixedSecrets, MemoryJournal>, event: String) {
    let request_id = "8f1c5c0e-2b7d-4f0e-9d55-0f8a4b7a2c11";
    let trace_id = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let span = tracing::error_span!(target: "webhook_intake", "invocation", request_id, trace_id);
    let payload = serde_json::value::RawValue::from_string(event).unwrap();
    let invocation = Invocation::new(payload, now() + Duration::from_secs(10));
    let answer = handle(intake, &invocation, now).instrument(span).await;
    assert!(answer.is_ok_and(|answer| answer.status_code == 200));
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}
