//! One queue, as pollers and pipes use it. What fails is noted and comes again; that is what "at least once" means.

use std::{error::Error, time::Duration};

use aws_sdk_sqs::{
    Client as Sqs,
    error::{BuildError, DisplayErrorContext},
    types::{
        ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message,
        MessageSystemAttributeName, SendMessageBatchRequestEntry,
    },
};

use super::WiringError;

/// What one call can carry at most.
pub(super) const CALL_LIMIT: usize = 10;

/// A queue that exists.
pub(super) struct Queue {
    sqs: Sqs,
    url: String,
}

impl Queue {
    pub(super) async fn open(sqs: &Sqs, name: &str) -> Result<Self, WiringError> {
        let answer = sqs.get_queue_url().queue_name(name).send().await;
        let answer = answer.map_err(|error| WiringError::caused(name, "the queue cannot be found", error))?;
        let url = answer.queue_url.ok_or_else(|| WiringError::new(name, "the queue has no URL"))?;
        Ok(Self { sqs: sqs.clone(), url })
    }

    /// Up to `most` messages, of which there can be ten; waits up to `wait` for the first.
    pub(super) async fn receive(&self, most: usize, wait: Duration) -> Result<Vec<Message>, String> {
        let most = i32::try_from(most.clamp(1, CALL_LIMIT)).unwrap_or(1);
        let request = self.sqs.receive_message().queue_url(&self.url).max_number_of_messages(most);
        let request = request
            .wait_time_seconds(wait.as_secs().try_into().unwrap_or(1))
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All");
        Ok(request.send().await.map_err(describe)?.messages.unwrap_or_default())
    }

    pub(super) async fn delete(&self, messages: &[&Message]) -> Result<(), String> {
        for chunk in messages.chunks(CALL_LIMIT) {
            let entry = |(id, message): (usize, &&Message)| {
                let entry = DeleteMessageBatchRequestEntry::builder().id(id.to_string());
                entry.receipt_handle(handle(message)).build()
            };
            let request = self.sqs.delete_message_batch().queue_url(&self.url);
            request.set_entries(Some(numbered(chunk, entry)?)).send().await.map_err(describe)?;
        }
        Ok(())
    }

    /// Makes received messages visible at once.
    pub(super) async fn give_back(&self, messages: &[Message]) -> Result<(), String> {
        for chunk in messages.chunks(CALL_LIMIT) {
            let entry = |(id, message): (usize, &Message)| {
                let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id.to_string());
                entry.receipt_handle(handle(message)).visibility_timeout(0).build()
            };
            let request = self.sqs.change_message_visibility_batch().queue_url(&self.url);
            request.set_entries(Some(numbered(chunk, entry)?)).send().await.map_err(describe)?;
        }
        Ok(())
    }

    /// Sends all of `bodies` or says what is in the way; some may have been sent even then.
    pub(super) async fn send(&self, bodies: &[String]) -> Result<(), String> {
        for chunk in bodies.chunks(CALL_LIMIT) {
            let entry = |(id, body): (usize, &String)| {
                SendMessageBatchRequestEntry::builder().id(id.to_string()).message_body(body).build()
            };
            let request = self.sqs.send_message_batch().queue_url(&self.url);
            let sent = request.set_entries(Some(numbered(chunk, entry)?)).send().await.map_err(describe)?;
            if let Some(failure) = sent.failed.first() {
                return Err(format!("the queue refused a message: {}", failure.code));
            }
        }
        Ok(())
    }
}

/// The entries of a batch; their ids need only differ within it.
fn numbered<T, E>(
    items: &[T],
    entry: impl Fn((usize, &T)) -> Result<E, BuildError>,
) -> Result<Vec<E>, String> {
    items.iter().enumerate().map(entry).collect::<Result<_, _>>().map_err(describe)
}

fn handle(message: &Message) -> &str {
    message.receipt_handle().unwrap_or_default()
}

/// The error with its causes: an SDK error by itself says only "service error".
pub(super) fn describe(error: impl Error) -> String {
    DisplayErrorContext(error).to_string()
}
