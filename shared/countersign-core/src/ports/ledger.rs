//! The state of each delivery: one row per event and partner.

use std::{
    error::Error,
    future::Future,
    time::{Duration, SystemTime},
};

use crate::{delivery::Reason, event::EventId, partner::PartnerName};

/// Keeps attempts, parking and dead letters. The row counts attempts; the queue's receive count never does.
pub trait Ledger: Send + Sync {
    /// Claims the delivery for one attempt, until `lease` is over.
    ///
    /// Of any number of concurrent callers at most one is granted; after a crash the lease runs out and the next
    /// caller is granted the following attempt.
    fn claim(
        &self,
        event: EventId,
        partner: &PartnerName,
        now: SystemTime,
        lease: Duration,
    ) -> impl Future<Output = Result<Claim, LedgerError>> + Send;

    /// Writes down how a claimed attempt ended. Without effect if the claim has passed to somebody else.
    fn settle(
        &self,
        attempt: &Attempt,
        settlement: Settlement,
        now: SystemTime,
    ) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// The parked deliveries that are due, the longest waiting first, at most `limit` of each shard.
    fn due(
        &self,
        now: SystemTime,
        limit: i32,
    ) -> impl Future<Output = Result<Vec<DueDelivery>, LedgerError>> + Send;

    /// Takes a delivery out of parking after it was queued. Without effect if it is no longer parked since then.
    fn unpark(&self, due: &DueDelivery) -> impl Future<Output = Result<(), LedgerError>> + Send;
}

/// Whether an attempt may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Go ahead.
    Granted(Attempt),
    /// Somebody is at it, or its time has not come; this message may look again after the wait.
    NotNow(Duration),
    /// Delivered, dead, or parked: this message is no longer needed.
    Settled,
}

/// Two machines' clocks may differ by this much.
const CLOCK_SKEW: Duration = Duration::from_mins(5);

impl Claim {
    /// The answer for a delivery that is parked until `due_at` and not due yet.
    ///
    /// Its message is not needed: the schedule will send one. Unless it *is* the one: the schedule's clock may be
    /// ahead of ours, and takes the delivery out of parking in the belief that this message will see to it.
    pub fn of_parked(due_at: SystemTime, now: SystemTime) -> Self {
        let wait = due_at.duration_since(now).unwrap_or_default();
        if wait <= CLOCK_SKEW { Self::NotNow(wait) } else { Self::Settled }
    }
}

/// One attempt at one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The event.
    pub event: EventId,
    /// To whom.
    pub partner: PartnerName,
    /// 1 for the first.
    pub number: u32,
    /// Marks the claim as ours.
    pub token: String,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The partner has it.
    Delivered,
    /// Try again at `due_at`, by the message that is in the queue.
    Waiting {
        /// When.
        due_at: SystemTime,
        /// Why.
        reason: Reason,
    },
    /// Try again at `due_at`, by a new message that the schedule will send.
    Parked {
        /// When.
        due_at: SystemTime,
        /// Why.
        reason: Reason,
    },
    /// Never again without a person.
    Dead {
        /// Why.
        reason: Reason,
    },
}

/// A parked delivery whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    /// The event.
    pub event: EventId,
    /// To whom.
    pub partner: PartnerName,
    /// The time it was parked for, which identifies this parking.
    pub due_at: SystemTime,
}

/// Why the ledger could not answer.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Slow, throttling, or away: trying later may help.
    #[error("delivery ledger is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It refused us: trying again cannot help.
    #[error("delivery ledger refused the request")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// A row is not as we write them. Names the attribute, never its value.
    #[error("delivery ledger holds a row without a usable `{0}`")]
    Unreadable(&'static str),
}
