//! Sees to what stores tell of themselves. Translates between Lambda's events and [`countersign_core::lifecycle`], no more.

mod config;
mod log;

use std::time::Duration;

use countersign_adapters::sqs::parse_message;
use countersign_core::{
    lifecycle::Lifecycle,
    ports::{
        DisconnectRows, EntrySecrets, LifecycleJournal, LifecycleRecords, RenewalPlatform, RenewalRows,
        RenewalVault, Timing,
    },
};
use countersign_runtime::{BatchFailures, Diagnostic, Invocation, SqsBatch, SqsRecord, malformed};
use futures_util::future::join_all;
use serde::Deserialize;
use tracing::Instrument as _;

pub use config::Config;

/// What is kept back of Lambda's time, so that the others of a batch are still reported.
const MARGIN: Duration = Duration::from_secs(2);

/// What EventBridge Scheduler sends.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", tag = "task")]
enum Task {
    ComplianceClock,
}

/// Handles a batch of the lifecycle queue, and names the messages that are to come again; or the schedule's task.
///
/// All of a batch at once: a shop that does not answer must not hold up what others ask for.
pub async fn handle<S, J, N, R, V, P, T>(
    lifecycle: &Lifecycle<'_, S, J, N, R, V, P, T>,
    invocation: &Invocation,
) -> Result<BatchFailures, Diagnostic>
where
    S: EntrySecrets,
    J: LifecycleJournal,
    N: LifecycleRecords,
    R: RenewalRows + DisconnectRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    if let Some(batch) = SqsBatch::parse(invocation.payload()) {
        let handled = batch.records.iter().map(async |record| {
            let done = is_done(lifecycle, invocation, record).await;
            (!done).then(|| record.message_id.clone())
        });
        return Ok(join_all(handled).await.into_iter().flatten().collect());
    }
    if let Ok(Task::ComplianceClock) = serde_json::from_str(invocation.payload()) {
        return check_clock(lifecycle).await;
    }
    log::malformed_event();
    Err(malformed("a batch of the lifecycle queue or the task of a schedule"))
}

/// Tells how long the open requests have left.
async fn check_clock<S, J, N, R, V, P, T>(
    lifecycle: &Lifecycle<'_, S, J, N, R, V, P, T>,
) -> Result<BatchFailures, Diagnostic>
where
    S: EntrySecrets,
    J: LifecycleJournal,
    N: LifecycleRecords,
    R: RenewalRows + DisconnectRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    let time = &lifecycle.refresher.time;
    let begun = time.now();
    let tallied = lifecycle.tally().await;
    let took = time.now().duration_since(begun).unwrap_or_default();
    match tallied {
        Ok(tally) => {
            log::tallied(&tally, took);
            Ok(BatchFailures::default())
        }
        Err(error) => {
            log::failed(&error, took);
            let error_type = format!("{:?}", error.disposition());
            Err(Diagnostic { error_type, error_message: error.to_string() })
        }
    }
}

/// Handles one message; false if it is to come again, after the queue's visibility time-out.
async fn is_done<S, J, N, R, V, P, T>(
    lifecycle: &Lifecycle<'_, S, J, N, R, V, P, T>,
    invocation: &Invocation,
    record: &SqsRecord,
) -> bool
where
    S: EntrySecrets,
    J: LifecycleJournal,
    N: LifecycleRecords,
    R: RenewalRows + DisconnectRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    let Some(message) = parse_message(&record.body).filter(|message| message.partner.is_none()) else {
        // Nobody can make sense of it later either; after its last receive it is a dead letter of the queue.
        log::unreadable();
        return false;
    };
    let time = &lifecycle.refresher.time;
    let begun = time.now();
    let limit = invocation.remaining(begun, MARGIN);
    let span = tracing::error_span!("message", event_id = %message.event);
    let work = Box::pin(lifecycle.handle(message.event)).instrument(span.clone());
    let handled = tokio::time::timeout(limit, work).await;
    let took = time.now().duration_since(begun).unwrap_or_default();
    span.in_scope(|| match handled {
        Ok(Ok(handled)) => {
            log::handled(&handled, took);
            handled.is_done()
        }
        Ok(Err(error)) => {
            log::failed(&error, took);
            false
        }
        Err(_) => {
            log::out_of_time(took);
            false
        }
    })
}
