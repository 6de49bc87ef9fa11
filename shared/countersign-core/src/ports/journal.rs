//! Writing to and reading from the journal.

use std::{error::Error, future::Future};

use crate::{
    event::EventId,
    journal::{Entry, Piece},
};

/// Adds to the journal. `webhook-intake` may do this and nothing else.
pub trait JournalWriter: Send + Sync {
    /// Keeps `entry` unless the journal holds its id and head already; `pieces` are written before it.
    ///
    /// Of any number of concurrent callers with one id, exactly one is told [`Appended::New`], also when an answer
    /// was lost on the way and the call repeated by itself. After either answer the event survives any crash.
    fn append(
        &self,
        entry: &Entry,
        pieces: &[Piece],
    ) -> impl Future<Output = Result<Appended, JournalError>> + Send;
}

/// Whether an event was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Nobody had taken it.
    New,
    /// It was taken earlier; nothing changed.
    Repeat,
}

/// Why the journal could not keep an entry.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Slow, throttling, or away: trying later may help.
    #[error("journal is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It refused us: trying again cannot help.
    #[error("journal refused the entry")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
}

/// Reads the journal.
pub trait JournalReader: Send + Sync {
    /// The deliverable entry of an event, or none if there is no such event (any more).
    fn deliverable(&self, event: EventId) -> impl Future<Output = Result<Option<Entry>, ReadError>> + Send;

    /// The sealed pieces of a large payload, in the order of `parts`.
    fn pieces(
        &self,
        event: EventId,
        parts: &[String],
    ) -> impl Future<Output = Result<Vec<Piece>, ReadError>> + Send;
}

/// Reads what stores tell of themselves.
pub trait LifecycleJournal: JournalReader {
    /// The entry of an event that is for `store-lifecycle`, or none if there is no such event (any more).
    fn lifecycle(&self, event: EventId) -> impl Future<Output = Result<Option<Entry>, ReadError>> + Send;
}

/// Why the journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Slow, throttling, or away: trying later may help.
    #[error("journal is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It refused us: trying again cannot help.
    #[error("journal refused to be read")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// An item is not as we write them. Names the attribute, never its value.
    #[error("journal holds an item without a usable `{0}`")]
    Unreadable(&'static str),
}
