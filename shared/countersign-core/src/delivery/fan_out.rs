//! The use case: from a queue message to attempts at partners.

use std::time::{Duration, SystemTime};

use super::Reason;
use crate::{
    Disposition,
    config::{Config, Partner},
    event::EventId,
    journal::Found,
    partner::PartnerName,
    ports::{
        Connections, DeliveryMessage, DeliveryQueue, DeliverySecrets, Entropy, JournalReader, Ledger,
        LedgerError, Partners, QueueError, ReadError, SecretError,
    },
};

/// Hands events on. One per function instance.
pub struct Deliverer<'c, S, J, C, L, Q, P> {
    /// The policy of the stage.
    pub config: &'c Config,
    /// What opens payloads and proves us to partners.
    pub secrets: S,
    /// Where events are kept.
    pub journal: J,
    /// Which stores are connected.
    pub connections: C,
    /// What became of each delivery so far.
    pub ledger: L,
    /// Where messages come from and go to.
    pub queue: Q,
    /// The partners.
    pub partners: P,
    /// Jitter.
    pub entropy: Box<dyn Entropy>,
    /// The clock: attempts take time, and waits begin after them.
    pub clock: fn() -> SystemTime,
    /// Told why a partner's secret cannot be used, because the row will only say that it cannot.
    pub report: fn(&SecretError),
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handled {
    /// Nobody takes the topic.
    Nothing,
    /// The journal does not hold the event that the message names.
    Gone,
    /// The journal holds it, but not as it was written.
    Damaged,
    /// A message per partner was sent.
    FannedOut {
        /// How many.
        partners: usize,
    },
    /// Delivered, dead, parked, or somebody else's: the message is no longer needed.
    Settled,
    /// Not yet the time: the message looks again after the wait.
    NotNow(Duration),
    /// An attempt was made.
    Attempted {
        /// To whom.
        partner: PartnerName,
        /// Which attempt.
        number: u32,
        /// How it ended.
        end: End,
    },
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The partner has it.
    Delivered,
    /// The message looks again after the wait.
    Waiting(Duration, Reason),
    /// The schedule will send a new message.
    Parked(Duration, Reason),
    /// A dead letter.
    Dead(Reason),
}

impl Handled {
    /// How long the message is to stay hidden before it is received again; none if it is done with.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::NotNow(wait) | Self::Attempted { end: End::Waiting(wait, _), .. } => Some(*wait),
            Self::Nothing
            | Self::Gone
            | Self::Damaged
            | Self::FannedOut { .. }
            | Self::Settled
            | Self::Attempted { .. } => None,
        }
    }
}

/// Why a message could not be handled at all. It stays in the queue.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The journal or a connection could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The row could not be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Messages could not be sent.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A secret could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An event was written with a key that is no longer, or not yet, in force.
    #[error("an event names a key that the {0} secret does not hold; put it back as `previous_secret`")]
    UnknownKey(&'static str),
}

impl DeliverError {
    /// What to do about it.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::Read(ReadError::Unavailable(_))
            | Self::Ledger(LedgerError::Unavailable(_))
            | Self::Queue(_)
            | Self::Secret(SecretError::Unavailable { .. }) => Disposition::Retry,
            Self::Read(ReadError::Refused(_) | ReadError::Unreadable(_))
            | Self::Ledger(LedgerError::Refused(_) | LedgerError::Unreadable(_))
            | Self::Secret(SecretError::Unusable { .. })
            | Self::UnknownKey(_) => Disposition::Page,
        }
    }
}

impl<S, J, C, L, Q, P> Deliverer<'_, S, J, C, L, Q, P>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    /// Handles one message. Handling it twice, or twice at once, does nothing more than handling it once.
    pub async fn handle(&self, message: &DeliveryMessage) -> Result<Handled, DeliverError> {
        let found = self.find(message.event).await?;
        if let Some(partner) = &message.partner {
            return self.hand_over(message.event, partner, found).await;
        }
        let topic = match &found {
            Found::Sound(entry) => Some(&entry.topic),
            Found::Damaged(topic) => topic.as_ref(),
            Found::Gone => None,
        };
        let takers: Vec<&Partner> =
            topic.map(|topic| self.config.subscribers(topic).collect()).unwrap_or_default();
        match (takers.as_slice(), found) {
            ([], Found::Sound(_)) => Ok(Handled::Nothing),
            ([], Found::Damaged(_)) => Ok(Handled::Damaged),
            ([], Found::Gone) => Ok(Handled::Gone),
            ([only], found) => self.hand_over(message.event, &only.name, found).await,
            (several, _) => self.fan_out(message.event, several).await,
        }
    }

    /// A message each, so that a partner who is down keeps nobody waiting.
    async fn fan_out(&self, event: EventId, partners: &[&Partner]) -> Result<Handled, DeliverError> {
        let message = |partner: &&Partner| DeliveryMessage { event, partner: Some(partner.name.clone()) };
        let messages: Vec<_> = partners.iter().map(message).collect();
        self.queue.send(&messages).await?;
        Ok(Handled::FannedOut { partners: messages.len() })
    }

    /// Queues again what was parked and is due. Returns how many; a repeat after a crash is harmless.
    pub async fn requeue_due(&self, limit: i32) -> Result<usize, DeliverError> {
        let due = self.ledger.due((self.clock)(), limit).await?;
        let message = |due: &crate::ports::DueDelivery| DeliveryMessage {
            event: due.event,
            partner: Some(due.partner.clone()),
        };
        for batch in due.chunks(10) {
            self.queue.send(&batch.iter().map(message).collect::<Vec<_>>()).await?;
            for delivery in batch {
                self.ledger.unpark(delivery).await?;
            }
        }
        Ok(due.len())
    }
}
