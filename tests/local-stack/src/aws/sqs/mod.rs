//! SQS: the standard queues of the system, as the SQS API Reference and Developer Guide describe them.
//!
//! Left out, and refused rather than ignored: FIFO queues, message attributes, tags, permissions, redrive tasks.

mod admin;
mod batch;
mod messages;
mod queue;
mod receipt;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod wire;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use hyper::{Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    pin, select,
    sync::watch,
    time::{Instant, sleep_until},
};

use self::{
    state::State,
    wire::{Done, ReceiveMessage, ReceivedMessages},
};
use super::{
    StackError,
    answer::{Body, Refusal, respond},
    call::Service,
    clock::now,
    kept::Kept,
    server::stopped,
};

/// The service.
#[derive(Debug)]
pub(super) struct Sqs {
    state: Mutex<State>,
    stop: watch::Receiver<bool>,
}

impl Sqs {
    /// Opens the queues kept in `file`; their URLs start with `base`, whatever it was in an earlier run.
    pub(super) fn open(
        file: Option<&Path>,
        base: String,
        stop: watch::Receiver<bool>,
    ) -> Result<Self, StackError> {
        let state = State::open(Kept::open(file)?, base)?;
        Ok(Self { state: Mutex::new(state), stop })
    }

    pub(super) async fn answer(&self, operation: &str, body: &[u8]) -> Response<Body> {
        match self.carry_out(operation, body).await {
            Ok(body) => respond(StatusCode::OK, Service::Sqs, body),
            Err(refusal) => refusal.into_response(Service::Sqs),
        }
    }

    /// Waits until everything acknowledged is on the disk.
    pub(super) fn close(&self) -> Result<(), StackError> {
        self.lock().sync()
    }

    async fn carry_out(&self, operation: &str, body: &[u8]) -> Result<String, Refusal> {
        if operation == "ReceiveMessage" {
            return written(&self.receive(&read(body)?).await?);
        }
        let mut state = self.lock();
        let now = now();
        match operation {
            "CreateQueue" => written(&state.create_queue(read(body)?, now)?),
            "GetQueueUrl" => written(&state.queue_url(&read(body)?)?),
            "ListQueues" => written(&state.list_queues(&read(body)?)?),
            "GetQueueAttributes" => written(&state.queue_attributes(&read(body)?, now)?),
            "SetQueueAttributes" => written(&state.set_queue_attributes(read(body)?, now)?),
            "PurgeQueue" => written(&state.purge_queue(&read(body)?, now)?),
            "SendMessage" => written(&state.send(&read(body)?, now)?),
            "SendMessageBatch" => written(&state.send_batch(read(body)?, now)?),
            "DeleteMessage" => state.delete(&read(body)?).and_then(|()| written(&Done {})),
            "DeleteMessageBatch" => written(&state.delete_batch(read(body)?)?),
            "ChangeMessageVisibility" => {
                state.change_visibility(&read(body)?, now).and_then(|()| written(&Done {}))
            }
            "ChangeMessageVisibilityBatch" => written(&state.change_visibility_batch(read(body)?, now)?),
            other => Err(not_played(other)),
        }
    }

    /// Answers at once with what is visible, else waits until something is, the time asked for is over, or the
    /// stack stops. A caller who leaves drops this future, which takes no message.
    async fn receive(&self, ask: &ReceiveMessage) -> Result<ReceivedMessages, Refusal> {
        let (bell, wait) = self.lock().waiting(ask)?;
        let deadline = Instant::now() + wait;
        loop {
            // Listens before it looks, so that a message sent in between rings.
            let rung = bell.notified();
            pin!(rung);
            rung.as_mut().enable();
            let (found, next) = self.lock().receive(ask, now())?;
            if !found.messages.is_empty() || Instant::now() >= deadline || *self.stop.borrow() {
                return Ok(found);
            }
            let next = next.map(|millis| Instant::now() + Duration::from_millis(millis));
            select! {
                () = rung => {}
                () = sleep_until(next.map_or(deadline, |next| next.min(deadline))) => {}
                () = stopped(self.stop.clone()) => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        Refusal::new("UnsupportedOperation", format!("The local stack cannot take this request: {error}"))
    })
}

fn written(answer: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(answer).map_err(|_| failure())
}

fn not_played(operation: &str) -> Refusal {
    let message = format!("The local stack does not play {operation}.");
    Refusal::new("UnsupportedOperation", message)
}

/// The state could not be kept.
fn failure() -> Refusal {
    let message = "The local stack cannot write its data folder.";
    Refusal { status: 500, ..Refusal::new("InternalFailure", message) }
}
