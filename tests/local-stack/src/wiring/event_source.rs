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

/// How long one receive waits for a first message.
const LONG_POLL: Duration = Duration::from_secs(10);

/// How long it waits for more, while a batch may still fill.
const SHORT_POLL: Duration = Duration::from_secs(1);

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
        let mut batches = JoinSet::new();
        while let Some(Ok(slot)) = stopping.or(slots.clone().acquire_owned()).await {
            while batches.try_join_next().is_some() {}
            let Some(messages) = stopping.or(self.batch()).await else { break };
            if !messages.is_empty() {
                batches.spawn(self.clone().process(messages, slot, stopping.clone()));
            }
        }
        // Each hears the end by itself and gives its messages back.
        batches.join_all().await;
    }

    /// What one receive brings, or what comes within the window.
    async fn batch(&self) -> Vec<Message> {
        let full = self.source.batch_size.try_into().unwrap_or(usize::MAX);
        let mut batch = self.receive(full, LONG_POLL).await;
        let until = Instant::now() + self.source.window;
        while !batch.is_empty() && batch.len() < full && Instant::now() < until {
            batch.extend(self.receive(full - batch.len(), SHORT_POLL).await);
        }
        batch
    }

    async fn receive(&self, most: usize, wait: Duration) -> Vec<Message> {
        let received = self.queue.receive(most, wait).await;
        if received.is_err() {
            sleep(PAUSE).await;
        }
        self.troubles.note(&self.source.queue, received).unwrap_or_default()
    }

    async fn process(
        self: Arc<Self>,
        messages: Vec<Message>,
        _slot: OwnedSemaphorePermit,
        mut stopping: Stopping,
    ) {
        let settled = match stopping.or(self.invoke(&messages)).await {
            Some(outcome) => {
                let done = batch::done(&messages, &outcome, self.source.reports_failures);
                self.queue.delete(&done).await
            }
            // So that the next start need not wait for them.
            None => self.queue.give_back(&messages).await,
        };
        self.troubles.note(&self.source.queue, settled);
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
