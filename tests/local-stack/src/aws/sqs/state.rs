//! All queues, found by name, and what becomes of them on the disk.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::{
    batch, failure,
    messages::Message,
    queue::{Queue, Record},
    settings::{RECEIVE_WAIT, Settings, bounded, invalid_parameter},
    wire::{
        Batch, BatchResult, ChangeEntry, ChangeMessageVisibility, DeleteEntry, DeleteMessage, EntryDone,
        EntrySent, QueueUrl, ReceiveMessage, ReceivedMessages, SendEntry, SendMessage, Sent,
    },
};
use crate::aws::{
    ACCOUNT, StackError, answer::Refusal, call::last_part, clock::Millis, kept::Kept, needs::queue_arn,
};

const LARGEST_BATCH: usize = 1_048_576;

/// The queues and their file.
#[derive(Debug)]
pub(super) struct State {
    pub(super) queues: BTreeMap<String, Queue>,
    pub(super) kept: Kept,
    base: String,
}

impl State {
    pub(super) fn open(kept: Kept, base: String) -> Result<Self, StackError> {
        let mut queues = BTreeMap::new();
        for record in kept.entries::<Record>("queue/")? {
            let messages = kept.entries::<Message>(&message_prefix(&record.name))?;
            queues.insert(record.name.clone(), Queue::new(record, messages));
        }
        Ok(Self { queues, kept, base })
    }

    pub(super) fn sync(&mut self) -> Result<(), StackError> {
        self.kept.sync()
    }

    /// Queues are found by the name in their URL, so that a URL of an earlier run still leads to its queue.
    pub(super) fn queue(&mut self, url: &str) -> Result<&mut Queue, Refusal> {
        let missing = || Refusal::new("QueueDoesNotExist", "The specified queue does not exist.");
        self.queues.get_mut(last_part(url)).ok_or_else(missing)
    }

    pub(super) fn url(&self, name: &str) -> QueueUrl {
        QueueUrl { queue_url: format!("{}/{ACCOUNT}/{name}", self.base) }
    }

    pub(super) fn send(&mut self, ask: &SendMessage, now: Millis) -> Result<Sent, Refusal> {
        let sent = self.queue(&ask.queue_url)?.send(&ask.message_body, ask.delay_seconds, now)?;
        self.save(&ask.queue_url)?;
        Ok(sent)
    }

    pub(super) fn send_batch(
        &mut self,
        ask: Batch<SendEntry>,
        now: Millis,
    ) -> Result<BatchResult<EntrySent>, Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        batch::check(ask.entries.iter().map(|entry| entry.id.as_str()))?;
        if ask.entries.iter().map(|entry| entry.message_body.len()).sum::<usize>() > LARGEST_BATCH {
            let message = "The length of all the messages put together is more than the limit.";
            return Err(Refusal::new("BatchRequestTooLong", message));
        }
        let result = batch::each(
            ask.entries,
            |entry| &entry.id,
            |entry| {
                let sent = queue.send(&entry.message_body, entry.delay_seconds, now)?;
                Ok(EntrySent { id: entry.id.clone(), message_id: sent.id, md5: sent.md5 })
            },
        );
        self.save(&ask.queue_url)?;
        Ok(result)
    }

    /// What a receive listens to, and how long it waits.
    pub(super) fn waiting(&mut self, ask: &ReceiveMessage) -> Result<(Arc<Notify>, Duration), Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        let own = || Ok(queue.record.settings.number(RECEIVE_WAIT));
        let seconds = ask.wait_time_seconds.map_or_else(own, |asked| bounded(RECEIVE_WAIT, asked))?;
        Ok((Arc::clone(&queue.bell), Duration::from_secs(seconds)))
    }

    /// What is visible now; and in how many milliseconds to look again, if any message waits for its time.
    pub(super) fn receive(
        &mut self,
        ask: &ReceiveMessage,
        now: Millis,
    ) -> Result<(ReceivedMessages, Option<Millis>), Refusal> {
        let most = most(ask.max_number_of_messages)?;
        let wanted = [ask.attribute_names.as_slice(), &ask.message_system_attribute_names].concat();
        let queue = self.queue(&ask.queue_url)?;
        let found = queue.receive(most, ask.visibility_timeout, &wanted, now)?;
        let next = queue.messages.next_visible().map(|at| at.saturating_sub(now));
        let redrive = queue.record.settings.redrive();
        if let Some(redrive) = redrive.filter(|_| !found.dead.is_empty()) {
            self.bury(found.dead, last_part(&ask.queue_url), &redrive.queue, now)?;
        }
        self.save(&ask.queue_url)?;
        Ok((ReceivedMessages { messages: found.received }, next))
    }

    pub(super) fn delete(&mut self, ask: &DeleteMessage) -> Result<(), Refusal> {
        self.queue(&ask.queue_url)?.delete(&ask.receipt_handle)?;
        self.save(&ask.queue_url)
    }

    pub(super) fn delete_batch(
        &mut self,
        ask: Batch<DeleteEntry>,
    ) -> Result<BatchResult<EntryDone>, Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        batch::check(ask.entries.iter().map(|entry| entry.id.as_str()))?;
        let delete = |entry: &DeleteEntry| {
            queue.delete(&entry.receipt_handle)?;
            Ok(EntryDone { id: entry.id.clone() })
        };
        let result = batch::each(ask.entries, |entry| &entry.id, delete);
        self.save(&ask.queue_url)?;
        Ok(result)
    }

    pub(super) fn change_visibility(
        &mut self,
        ask: &ChangeMessageVisibility,
        now: Millis,
    ) -> Result<(), Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        queue.change_visibility(&ask.receipt_handle, ask.visibility_timeout, now)?;
        self.save(&ask.queue_url)
    }

    pub(super) fn change_visibility_batch(
        &mut self,
        ask: Batch<ChangeEntry>,
        now: Millis,
    ) -> Result<BatchResult<EntryDone>, Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        batch::check(ask.entries.iter().map(|entry| entry.id.as_str()))?;
        let change = |entry: &ChangeEntry| {
            queue.change_visibility(
                &entry.receipt_handle,
                entry.visibility_timeout.unwrap_or_default(),
                now,
            )?;
            Ok(EntryDone { id: entry.id.clone() })
        };
        let result = batch::each(ask.entries, |entry| &entry.id, change);
        self.save(&ask.queue_url)?;
        Ok(result)
    }

    /// Notes everything that changed in a queue and hands it to the disk.
    pub(super) fn save(&mut self, url: &str) -> Result<(), Refusal> {
        let name = last_part(url);
        let Some(queue) = self.queues.get_mut(name) else { return Ok(()) };
        for (place, message) in queue.messages.take_changes() {
            let key = format!("{}{place:020}", message_prefix(name));
            match message {
                Some(message) => self.kept.put(&key, message),
                None => self.kept.remove(&key),
            }
        }
        self.kept.commit().map_err(|_| failure())
    }

    pub(super) fn save_record(&mut self, record: &Record) -> Result<(), Refusal> {
        self.kept.put(&format!("queue/{}", record.name), record);
        self.kept.commit().map_err(|_| failure())
    }

    /// A dead-letter queue must exist when it is named.
    pub(super) fn check_redrive(&self, settings: &Settings) -> Result<(), Refusal> {
        let target = settings.redrive().map(|redrive| redrive.queue);
        match target.filter(|target| !self.queues.contains_key(target)) {
            None => Ok(()),
            Some(target) => {
                Err(invalid_parameter(&target, "RedrivePolicy", "Dead letter target does not exist."))
            }
        }
    }

    fn bury(&mut self, dead: Vec<Message>, from: &str, to: &str, now: Millis) -> Result<(), Refusal> {
        let source = queue_arn(from);
        let target = self.queue(to)?;
        for message in dead {
            target.adopt(message, source.clone(), now);
        }
        self.save(to)
    }
}

fn most(asked: Option<i64>) -> Result<usize, Refusal> {
    let asked = asked.unwrap_or(1);
    let most = usize::try_from(asked).ok().filter(|most| (1..=10).contains(most));
    most.ok_or_else(|| {
        let reason = "Must be between 1 and 10, if provided.";
        invalid_parameter(&asked.to_string(), "MaxNumberOfMessages", reason)
    })
}

fn message_prefix(queue: &str) -> String {
    format!("message/{queue}/")
}
