//! Hands events to partners. Translates between Lambda's events and [`countersign_core::delivery`], no more.

mod config;
mod log;

use std::time::Duration;

use countersign_adapters::sqs::parse_message;
use countersign_core::{
    delivery::Deliverer,
    ports::{Connections, DeliveryMessage, DeliveryQueue, DeliverySecrets, JournalReader, Ledger, Partners},
};
use countersign_runtime::{
    BatchFailures, Diagnostic, Invocation, SqsBatch, SqsRecord, check_masking, malformed,
};
use futures_util::future::join_all;
use serde::Deserialize;
use tracing::Instrument as _;

pub use config::Config;
pub use log::log_unusable_secret;

/// What is kept back of Lambda's time, so that slow messages are still postponed and the others still reported.
const MARGIN: Duration = Duration::from_secs(5);

/// What its schedule asks for in one run: of each shard of the index, so many at most.
const DUE_PER_SHARD: i32 = 250;

/// What EventBridge Scheduler sends.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", tag = "task")]
enum Task {
    RequeueDue,
    CheckMasking,
}

/// Handles a batch of the queue, or a schedule's task.
pub async fn handle<S, J, C, L, Q, P>(
    deliverer: &Deliverer<'_, S, J, C, L, Q, P>,
    invocation: &Invocation,
) -> Result<BatchFailures, Diagnostic>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    if let Some(batch) = SqsBatch::parse(invocation.payload()) {
        let handled = batch.records.iter().map(|record| stays(deliverer, invocation, record));
        return Ok(join_all(handled).await.into_iter().flatten().collect());
    }
    match serde_json::from_str(invocation.payload()) {
        Ok(Task::RequeueDue) => requeue(deliverer).await,
        Ok(Task::CheckMasking) => {
            check_masking();
            Ok(BatchFailures::default())
        }
        Err(_) => {
            log::malformed_event();
            Err(malformed("a batch of the deliveries queue or the task of a schedule"))
        }
    }
}

async fn requeue<S, J, C, L, Q, P>(
    deliverer: &Deliverer<'_, S, J, C, L, Q, P>,
) -> Result<BatchFailures, Diagnostic>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    let started = (deliverer.clock)();
    let requeued = deliverer.requeue_due(DUE_PER_SHARD).await;
    let took = (deliverer.clock)().duration_since(started).unwrap_or_default();
    match requeued {
        Ok(count) => {
            log::requeued(count, took);
            Ok(BatchFailures::default())
        }
        Err(error) => {
            log::failed(&error, took);
            let error_type = format!("{:?}", error.disposition());
            Err(Diagnostic { error_type, error_message: error.to_string() })
        }
    }
}

/// Handles one message. Returns its id if it is to stay in the queue, hidden for as long as it should be.
async fn stays<S, J, C, L, Q, P>(
    deliverer: &Deliverer<'_, S, J, C, L, Q, P>,
    invocation: &Invocation,
    record: &SqsRecord,
) -> Option<String>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    let Some(message) = parse_message(&record.body) else {
        // Nobody can make sense of it later either; after its last receive it is a dead letter of the queue.
        log::unreadable();
        return Some(record.message_id.clone());
    };
    let span = tracing::error_span!("message", event_id = %message.event);
    wait(deliverer, invocation, record, &message).instrument(span).await.map(|()| record.message_id.clone())
}

/// Handles the message, and hides it for as long as it should wait. None if it is done.
async fn wait<S, J, C, L, Q, P>(
    deliverer: &Deliverer<'_, S, J, C, L, Q, P>,
    invocation: &Invocation,
    record: &SqsRecord,
    message: &DeliveryMessage,
) -> Option<()>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    let started = (deliverer.clock)();
    let limit = invocation.remaining(started, MARGIN);
    let handled = tokio::time::timeout(limit, deliverer.handle(message)).await;
    let took = (deliverer.clock)().duration_since(started).unwrap_or_default();
    let wait = match handled {
        Ok(Ok(handled)) => {
            log::handled(&handled, took);
            handled.wait()?
        }
        Ok(Err(error)) => {
            log::failed(&error, took);
            patience(record.receive_count())
        }
        Err(_) => {
            log::out_of_time(took);
            patience(record.receive_count())
        }
    };
    let wait = wait.max(Duration::from_secs(1));
    if let Err(error) = deliverer.queue.postpone(&record.receipt_handle, wait).await {
        // Then it comes back after the queue's own visibility time-out.
        log::not_postponed(&error);
    }
    Some(())
}

/// How long a message waits after our own trouble: 15 s, doubled at each receive, an hour at most. Twenty receives
/// then span more than half a day of an outage before the queue gives up on the message.
fn patience(receive_count: u32) -> Duration {
    let doublings = receive_count.saturating_sub(1).min(8);
    Duration::from_secs(15 << doublings).min(Duration::from_hours(1))
}
