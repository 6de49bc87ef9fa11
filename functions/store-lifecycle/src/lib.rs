//! Sees to what stores tell of themselves. Translates between Lambda's events and [`countersign_core::lifecycle`], no more.

mod config;
mod log;

use std::time::Duration;

use countersign_adapters::sqs::parse_message;
use countersign_core::{
    lifecycle::Lifecycle,
    ports::{
        Clock, CurrentLabel, CurrentRows, DisconnectRows, EntrySecrets, LifecycleJournal, LifecycleRecords,
        MarkRows, PairReader, PairWriter, Pause, Probe, TokenEndpoint, TokenLeases,
    },
};
use countersign_runtime::{BatchFailures, Diagnostic, Invocation, SqsBatch, SqsRecord, malformed};
use tracing::Instrument as _;

pub use config::Config;

/// What is kept back of Lambda's time, so that the others of a batch are still reported.
const MARGIN: Duration = Duration::from_secs(2);

/// Handles a batch of the lifecycle queue; names the messages that are to come again.
///
/// One after the other: two pieces of news of one store would only wait for each other's lease.
pub async fn handle<S, J, N, R, V, P, T>(
    lifecycle: &Lifecycle<'_, S, J, N, R, V, P, T>,
    invocation: &Invocation,
) -> Result<BatchFailures, Diagnostic>
where
    S: EntrySecrets,
    J: LifecycleJournal,
    N: LifecycleRecords,
    R: TokenLeases + CurrentRows + MarkRows + DisconnectRows,
    V: PairReader + PairWriter + CurrentLabel,
    P: TokenEndpoint + Probe,
    T: Clock + Pause,
{
    let Some(batch) = SqsBatch::parse(invocation.payload()) else {
        log::malformed_event();
        return Err(malformed("a batch of the lifecycle queue"));
    };
    let mut stay = Vec::new();
    for record in &batch.records {
        if !is_done(lifecycle, invocation, record).await {
            stay.push(record.message_id.clone());
        }
    }
    Ok(stay.into_iter().collect())
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
    R: TokenLeases + CurrentRows + MarkRows + DisconnectRows,
    V: PairReader + PairWriter + CurrentLabel,
    P: TokenEndpoint + Probe,
    T: Clock + Pause,
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
            !handled.is_undecided()
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
