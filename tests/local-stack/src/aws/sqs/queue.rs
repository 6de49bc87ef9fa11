//! One queue: its settings and its messages.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::{
    messages::{Message, Messages},
    receipt::Receipt,
    settings::{DELAY, MAXIMUM_SIZE, RETENTION, Settings, VISIBILITY, bounded},
    wire::{Received, Sent},
};
use crate::aws::{ACCOUNT, answer::Refusal, clock::Millis};

/// How often a queue looks for messages that are too old.
const SWEEP: Millis = 1_000;

/// What is kept of a queue itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) created_at: Millis,
    pub(super) modified_at: Millis,
    pub(super) settings: Settings,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) record: Record,
    pub(super) messages: Messages,
    /// Rung when a receiver who waits should look again.
    pub(super) bell: Arc<Notify>,
    pub(super) purged_at: Option<Millis>,
    swept_at: Millis,
}

/// What one receive found, before the dead ones are moved.
pub(super) struct Found {
    pub(super) received: Vec<Received>,
    pub(super) dead: Vec<Message>,
}

impl Queue {
    pub(super) fn new(record: Record, messages: Vec<Message>) -> Self {
        let messages = Messages::restored(messages);
        Self { record, messages, bell: Arc::default(), purged_at: None, swept_at: 0 }
    }

    pub(super) fn send(&mut self, body: &str, delay: Option<i64>, now: Millis) -> Result<Sent, Refusal> {
        self.check_body(body)?;
        let delay = self.seconds(DELAY, delay)?;
        let message = Message {
            id: uuid::Uuid::new_v4().to_string(),
            body: body.to_owned(),
            sent_at: now,
            visible_at: now + delay,
            receives: 0,
            first_received_at: None,
            last_received_at: None,
            dead_from: None,
            place: 0,
        };
        let sent = Sent { id: message.id.clone(), md5: md5_of(body) };
        self.push(message);
        Ok(sent)
    }

    /// Takes a message that another queue gives up.
    pub(super) fn adopt(&mut self, message: Message, from: String, now: Millis) {
        // Its age goes on counting from when it was first sent, as documented for standard queues.
        self.push(Message { visible_at: now, dead_from: Some(from), ..message });
    }

    pub(super) fn receive(
        &mut self,
        most: usize,
        visibility: Option<i64>,
        wanted: &[String],
        now: Millis,
    ) -> Result<Found, Refusal> {
        self.sweep(now);
        let visibility = self.seconds(VISIBILITY, visibility)?;
        let max_receives = self.record.settings.redrive().map(|redrive| redrive.max_receives);
        let taken = self.messages.receive(most, visibility, max_receives, now);
        let received = taken.received.into_iter().map(|message| self.received(message, wanted)).collect();
        Ok(Found { received, dead: taken.dead })
    }

    pub(super) fn delete(&mut self, handle: &str) -> Result<(), Refusal> {
        self.messages.delete(&Receipt::read(handle, &self.record.name)?);
        Ok(())
    }

    pub(super) fn change_visibility(
        &mut self,
        handle: &str,
        visibility: i64,
        now: Millis,
    ) -> Result<(), Refusal> {
        let receipt = Receipt::read(handle, &self.record.name)?;
        let visibility = bounded(VISIBILITY, visibility)? * 1_000;
        self.messages.change_visibility(&receipt, visibility, now)?;
        self.bell.notify_waiters();
        Ok(())
    }

    /// Deletes what is older than the retention period.
    pub(super) fn sweep(&mut self, now: Millis) {
        if now >= self.swept_at + SWEEP {
            self.swept_at = now;
            self.messages.forget(self.record.settings.number(RETENTION) * 1_000, now);
        }
    }

    fn push(&mut self, message: Message) {
        self.messages.push(message);
        self.bell.notify_waiters();
    }

    /// A duration in milliseconds: the one asked for, or the queue's own.
    fn seconds(&self, name: &str, asked: Option<i64>) -> Result<Millis, Refusal> {
        let seconds =
            asked.map_or_else(|| Ok(self.record.settings.number(name)), |asked| bounded(name, asked))?;
        Ok(seconds * 1_000)
    }

    fn check_body(&self, body: &str) -> Result<(), Refusal> {
        let largest = self.record.settings.number(MAXIMUM_SIZE);
        if body.is_empty() {
            return Err(Refusal::new(
                "MissingParameter",
                "The request must contain the parameter MessageBody.",
            ));
        }
        if body.len() as u64 > largest {
            let message = format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {largest} bytes."
            );
            return Err(Refusal::new("InvalidParameterValue", message));
        }
        if !body.chars().all(is_allowed) {
            let message = "The message contains characters outside the allowed set.";
            return Err(Refusal::new("InvalidMessageContents", message));
        }
        Ok(())
    }

    fn received(&self, message: Message, wanted: &[String]) -> Received {
        let receipt = Receipt {
            queue: self.record.name.clone(),
            place: message.place,
            id: message.id.clone(),
            receive: message.receives,
        };
        let asked = |name: &str| wanted.iter().any(|wanted| wanted == "All" || wanted == name);
        let attributes = system_attributes(&message).into_iter().filter(|(name, _)| asked(name)).collect();
        let md5 = md5_of(&message.body);
        Received {
            message_id: message.id,
            receipt_handle: receipt.handle(),
            body: message.body,
            md5,
            attributes,
        }
    }
}

fn system_attributes(message: &Message) -> Vec<(&'static str, String)> {
    let first = message.first_received_at.unwrap_or(message.sent_at);
    let always = [
        ("ApproximateFirstReceiveTimestamp", first.to_string()),
        ("ApproximateReceiveCount", message.receives.to_string()),
        ("SenderId", ACCOUNT.to_owned()),
        ("SentTimestamp", message.sent_at.to_string()),
    ];
    let dead = message.dead_from.clone().map(|from| ("DeadLetterQueueSourceArn", from));
    always.into_iter().chain(dead).collect()
}

fn md5_of(body: &str) -> String {
    format!("{:x}", md5::compute(body))
}

/// The characters of XML 1.0, as SQS documents them.
fn is_allowed(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
