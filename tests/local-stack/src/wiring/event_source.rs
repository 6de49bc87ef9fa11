//! Takes messages from a queue to a function, as an event source mapping does.
//!
//! Rules: Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Handling errors for an SQS event source in
//! Lambda".

use std::{sync::Arc, time::Duration};

use aws_sdk_sqs::types::Message;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{WiringError, WiringOptions, batch, queue::Queue, trouble::Troubles};
use crate::{
    aws::ACCOUNT,
    lambda::{Invoke, InvokeOutcome},
    tasks::Stopping,
    template::{EventSource, Template},
};

/// How long one receive waits. The end may have to wait as long, so it is the shortest there is.
const WAIT: Duration = Duration::from_secs(1);

/// Invocations at a time where the template does not limit them: the number AWS begins with.
const DEFAULT_CONCURRENCY: u32 = 5;

/// Before trying again what failed, or was throttled.
const PAUSE: Duration = Duration::from_millis(100);

/// One mapping.
pub(super) struct Poller {
    source: EventSource,
    queue: Queue,
    queue_arn: String,
    region: String,
    visibility: Duration,
    functions: Arc<dyn Invoke>,
    troubles: Troubles,
}

impl Poller {
    pub(super) async fn open(
        source: &EventSource,
        template: &Template,
        options: &WiringOptions,
        troubles: Troubles,
    ) -> Result<Arc<Self>, WiringError> {
        let declared = template.queues.iter().find(|queue| queue.name == source.queue);
        let declared =
            declared.ok_or_else(|| WiringError::new(&source.queue, "the template lacks this queue"))?;
        Ok(Arc::new(Self {
            source: source.clone(),
            queue: Queue::open(&options.sqs, &source.queue).await?,
            queue_arn: format!("arn:aws:sqs:{}:{ACCOUNT}:{}", options.region, source.queue),
            region: options.region.clone(),
            visibility: declared.visibility,
            functions: options.functions.clone(),
            troubles,
        }))
    }

    /// Polls until the end: one poll at a time, as many batches at a time as the limit allows.
    pub(super) async fn run(self: Arc<Self>, mut stopping: Stopping) {
        let limit = self.source.max_concurrency.unwrap_or(DEFAULT_CONCURRENCY);
        let slots = Arc::new(Semaphore::new(limit.try_into().unwrap_or(usize::MAX)));
        let (mut batches, mut left, mut end) = (JoinSet::new(), Vec::new(), stopping.clone());
        while let Some(Ok(slot)) = stopping.or(slots.clone().acquire_owned()).await {
            while let Some(Ok(unsettled)) = batches.try_join_next() {
                left.extend(unsettled);
            }
            let messages = tokio::select! {
                messages = self.batch(&stopping) => messages,
                // Only when nothing will be given back: an abandoned receive might still take it.
                () = end.wait(), if batches.is_empty() && left.is_empty() => break,
            };
            if !messages.is_empty() {
                batches.spawn(self.clone().process(messages, slot, stopping.clone()));
            }
        }
        left.extend(batches.join_all().await.into_iter().flatten());
        self.troubles.note(&self.source.queue, self.queue.give_back(&left).await);
    }

    /// What one receive brings, or what comes within the window.
    async fn batch(&self, stopping: &Stopping) -> Vec<Message> {
        let full = self.source.batch_size.try_into().unwrap_or(usize::MAX);
        let mut batch = self.receive(full).await;
        let until = Instant::now() + self.source.window;
        while !batch.is_empty() && batch.len() < full && Instant::now() < until && !stopping.is_called() {
            batch.extend(self.receive(full - batch.len()).await);
        }
        batch
    }

    async fn receive(&self, most: usize) -> Vec<Message> {
        let received = self.queue.receive(most, WAIT).await;
        if received.is_err() {
            sleep(PAUSE).await;
        }
        self.troubles.note(&self.source.queue, received).unwrap_or_default()
    }

    /// Returns the messages that the end left unsettled; a next start should not have to wait for them.
    async fn process(
        self: Arc<Self>,
        messages: Vec<Message>,
        _slot: OwnedSemaphorePermit,
        mut stopping: Stopping,
    ) -> Vec<Message> {
        let Some(outcome) = stopping.or(self.invoke(&messages)).await else { return messages };
        let done = batch::done(&messages, &outcome, self.source.reports_failures);
        self.troubles.note(&self.source.queue, self.queue.delete(&done).await);
        Vec::new()
    }

    /// Invokes; a throttled batch is tried again for as long as its messages stay hidden.
    async fn invoke(&self, messages: &[Message]) -> InvokeOutcome {
        let event = batch::event(messages, &self.queue_arn, &self.region);
        let until = Instant::now() + self.visibility;
        loop {
            let outcome = self.functions.invoke(&self.source.function, event.clone()).await;
            if outcome != InvokeOutcome::Throttled || Instant::now() >= until {
                return outcome;
            }
            sleep(PAUSE).await;
        }
    }
}
