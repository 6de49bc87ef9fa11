//! The messages of one queue and the rules of their visibility. Knows no clock: every rule takes the time.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use serde::{Deserialize, Serialize};

use super::{super::clock::Millis, receipt::Receipt};
use crate::aws::answer::Refusal;

/// A message may stay invisible for so long after its receive, however often that is extended.
const LONGEST_INVISIBLE: Millis = 43_200_000;

/// A message and what happened to it so far.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) sent_at: Millis,
    pub(super) visible_at: Millis,
    pub(super) receives: u32,
    pub(super) first_received_at: Option<Millis>,
    pub(super) last_received_at: Option<Millis>,
    /// The queue it came from, in a dead-letter queue.
    pub(super) dead_from: Option<String>,
    /// Its place in the queue, for a first guess at the order.
    pub(super) place: u64,
}

/// What one receive took.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) received: Vec<Message>,
    /// Received too often before: to be moved to the dead-letter queue instead.
    pub(super) dead: Vec<Message>,
}

/// How many messages are in which state.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) visible: usize,
    pub(super) in_flight: usize,
    pub(super) delayed: usize,
}

/// The messages of one queue.
#[derive(Debug, Default)]
pub(super) struct Messages {
    by_place: BTreeMap<u64, Message>,
    /// By the time from which they are visible, so that a receive looks at nothing else.
    by_visibility: BTreeSet<(Millis, u64)>,
    next_place: u64,
    changed: BTreeSet<u64>,
}

impl Messages {
    /// Messages as they were kept.
    pub(super) fn restored(messages: Vec<Message>) -> Self {
        let mut restored = Self::default();
        for message in messages {
            restored.next_place = restored.next_place.max(message.place + 1);
            restored.set(message);
        }
        restored.changed.clear();
        restored
    }

    /// Adds a message at the end.
    pub(super) fn push(&mut self, message: Message) {
        let place = self.next_place;
        self.next_place += 1;
        self.set(Message { place, ..message });
    }

    /// Takes up to `most` visible messages and hides them for `visibility`. With `max_receives`, messages that were
    /// received that often are taken out for good.
    pub(super) fn receive(
        &mut self,
        most: usize,
        visibility: Millis,
        max_receives: Option<u32>,
        now: Millis,
    ) -> Taken {
        let mut taken = Taken::default();
        while taken.received.len() < most {
            let Some(mut message) = self.first_visible(now) else { break };
            self.take(message.place);
            if max_receives.is_some_and(|max| message.receives >= max) {
                taken.dead.push(message);
                continue;
            }
            message.receives += 1;
            message.first_received_at.get_or_insert(now);
            message.last_received_at = Some(now);
            message.visible_at = now + visibility;
            taken.received.push(message);
        }
        // Put back only now: with a visibility of zero one receive would else take the same message twice.
        taken.received.iter().cloned().for_each(|message| self.set(message));
        taken
    }

    /// Deletes the message if `receipt` is of its latest receive. An older receipt, or one of a message that is
    /// gone, changes nothing and is no error.
    pub(super) fn delete(&mut self, receipt: &Receipt) {
        if self.latest(receipt).is_some() {
            self.take(receipt.place);
        }
    }

    /// Hides a message in flight until `visibility` from now.
    pub(super) fn change_visibility(
        &mut self,
        receipt: &Receipt,
        visibility: Millis,
        now: Millis,
    ) -> Result<(), Refusal> {
        let message = self.latest(receipt).cloned().ok_or_else(not_there)?;
        if message.visible_at <= now {
            return Err(not_in_flight());
        }
        let visible_at = now + visibility;
        if visible_at > message.last_received_at.unwrap_or(now) + LONGEST_INVISIBLE {
            return Err(beyond_limit());
        }
        self.set(Message { visible_at, ..message });
        Ok(())
    }

    /// Deletes everything.
    pub(super) fn purge(&mut self) {
        self.by_visibility.clear();
        self.changed.extend(mem::take(&mut self.by_place).into_keys());
    }

    /// Deletes what was sent longer ago than the retention period.
    pub(super) fn forget(&mut self, retention: Millis, now: Millis) {
        let expired = |message: &&Message| message.sent_at + retention <= now;
        let places: Vec<_> = self.by_place.values().filter(expired).map(|message| message.place).collect();
        for place in places {
            self.take(place);
        }
    }

    /// When the next message becomes visible.
    pub(super) fn next_visible(&self) -> Option<Millis> {
        self.by_visibility.first().map(|(visible_at, _)| *visible_at)
    }

    pub(super) fn count(&self, now: Millis) -> Counts {
        let mut counts = Counts::default();
        for message in self.by_place.values() {
            match (message.visible_at <= now, message.receives) {
                (true, _) => counts.visible += 1,
                (false, 0) => counts.delayed += 1,
                (false, _) => counts.in_flight += 1,
            }
        }
        counts
    }

    /// What changed since the last call, by place; `None` is a message that is gone.
    pub(super) fn take_changes(&mut self) -> Vec<(u64, Option<&Message>)> {
        let changed = mem::take(&mut self.changed);
        changed.into_iter().map(|place| (place, self.by_place.get(&place))).collect()
    }

    fn first_visible(&self, now: Millis) -> Option<Message> {
        let (visible_at, place) = self.by_visibility.first()?;
        if *visible_at <= now { self.by_place.get(place).cloned() } else { None }
    }

    fn latest(&self, receipt: &Receipt) -> Option<&Message> {
        let message = self.by_place.get(&receipt.place)?;
        (message.id == receipt.id && message.receives == receipt.receive).then_some(message)
    }

    fn set(&mut self, message: Message) {
        self.take(message.place);
        self.by_visibility.insert((message.visible_at, message.place));
        self.by_place.insert(message.place, message);
    }

    fn take(&mut self, place: u64) {
        self.changed.insert(place);
        if let Some(old) = self.by_place.remove(&place) {
            self.by_visibility.remove(&(old.visible_at, place));
        }
    }
}

fn not_there() -> Refusal {
    let message = "Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available \
                   for visibility timeout change.";
    Refusal::new("InvalidParameterValue", message)
}

fn not_in_flight() -> Refusal {
    Refusal::new("MessageNotInflight", "The specified message isn't in flight.")
}

fn beyond_limit() -> Refusal {
    let message = "Value for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message \
                   is beyond the limit [43200 seconds].";
    Refusal::new("InvalidParameterValue", message)
}
