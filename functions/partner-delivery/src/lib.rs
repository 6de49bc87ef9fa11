//! Hands events to partners. Translates between Lambda's events and [`countersign_core::delivery`], no more.

mod config;
mod log;

use std::time::Duration;

use countersign_adapters::sqs::parse_message;
use countersign_core::{
    delivery::{DeliverError, Deliverer, Handled},
    ports::{Connections, DeliveryMessage, DeliveryQueue, DeliverySecrets, JournalReader, Ledger, Partners},
};
use countersign_runtime::{
    BatchFailures, Diagnostic, Invocation, SqsBatch, SqsRecord, check_masking, malformed,
};
use futures_util::future::join_all;
use serde::Deserialize;

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
        Ok(Task::RequeueDue) => requeue(deliverer, invocation).await,
        Ok(Task::CheckMasking) => {
            check_masking();
            Ok(BatchFailures::default())
        }
        Err(_) => {
            tracing::error!(
                request_id = invocation.request_id,
                outcome = "failed",
                code = "malformed_event",
                "unknown event"
            );
            Err(malformed("a batch of the deliveries queue or the task of a schedule"))
        }
    }
}

async fn requeue<S, J, C, L, Q, P>(
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
    match deliverer.requeue_due(DUE_PER_SHARD).await {
        Ok(count) => {
            log::requeued(invocation, count);
            Ok(BatchFailures::default())
        }
        Err(error) => {
            log::failed(invocation, None, &error);
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
        log::unreadable(invocation);
        return Some(record.message_id.clone());
    };
    let limit = invocation.remaining((deliverer.clock)(), MARGIN);
    let wait = if let Ok(handled) = tokio::time::timeout(limit, deliverer.handle(&message)).await {
        report(invocation, &message, &handled);
        handled.map_or_else(|_| Some(patience(record.receive_count())), |handled| handled.wait())?
    } else {
        log::out_of_time(invocation, &message);
        patience(record.receive_count())
    };
    let wait = wait.max(Duration::from_secs(1));
    if let Err(error) = deliverer.queue.postpone(&record.receipt_handle, wait).await {
        // Then it comes back after the queue's own visibility time-out.
        log::not_postponed(invocation, &error);
    }
    Some(record.message_id.clone())
}

fn report(invocation: &Invocation, message: &DeliveryMessage, handled: &Result<Handled, DeliverError>) {
    match handled {
        Ok(handled) => log::handled(invocation, message, handled),
        Err(error) => log::failed(invocation, Some(message), error),
    }
}

/// How long a message waits after our own trouble: 15 s, doubled at each receive, an hour at most. Twenty receives
/// then span more than half a day of an outage before the queue gives up on the message.
fn patience(receive_count: u32) -> Duration {
    let doublings = receive_count.saturating_sub(1).min(8);
    Duration::from_secs(15 << doublings).min(Duration::from_hours(1))
}
