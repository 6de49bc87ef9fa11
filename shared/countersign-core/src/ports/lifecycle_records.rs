//! What is written down of a store's own news.

use std::{future::Future, time::SystemTime};

use super::RowError;
use crate::{event::EventId, lifecycle::RequestKind, store::Store, tokens::Scopes};

/// Writes down what stores tell of themselves. `store-lifecycle` may.
pub trait LifecycleRecords: Send + Sync {
    /// Notes what a store's tokens may do from now on, with an audit note in one transaction; unless there is no such
    /// store, or something later is known.
    fn record_scopes(&self, change: &ScopesChange)
    -> impl Future<Output = Result<Recorded, RowError>> + Send;

    /// Keeps a request until it is carried out, with an audit note in one transaction. To repeat it changes nothing.
    fn record_request(
        &self,
        request: &ComplianceRequest,
    ) -> impl Future<Output = Result<Recorded, RowError>> + Send;
}

/// What a store's tokens may do has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopesChange {
    /// The event that tells of it.
    pub event: EventId,
    /// Whose.
    pub store: Store,
    /// What they may do now.
    pub scopes: Scopes,
    /// Since when, by the platform's clock.
    pub since: SystemTime,
    /// When we heard of it.
    pub at: SystemTime,
}

/// A request that the law gives thirty days for. Holds nobody's data: what it is about stays sealed in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplianceRequest {
    /// The event that brought it.
    pub event: EventId,
    /// From which store.
    pub store: Store,
    /// What is asked for.
    pub kind: RequestKind,
    /// When it came.
    pub received_at: SystemTime,
    /// By when it must be done.
    pub due_at: SystemTime,
}

/// Whether something was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It was.
    New,
    /// It was known, or is of the past, or is about a store that is not.
    Known,
}
