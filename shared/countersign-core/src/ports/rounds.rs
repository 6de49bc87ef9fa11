//! The round over all connected stores.

use std::future::Future;

use super::{RowError, Written};
use crate::{round::Round, store::Store};

/// Lists connected stores, of every platform.
pub trait ConnectedStores: Send + Sync {
    /// Some of the connected stores, after this place: the name of a store, or where an earlier page ended. A page may be
    /// empty and not the last. Always in the same order, so that whoever goes on after a store misses none.
    fn connected(&self, after: Option<&str>) -> impl Future<Output = Result<ConnectedPage, RowError>> + Send;
}

/// Keeps how far the round has come.
pub trait Rounds: Send + Sync {
    /// The round as it was kept last.
    fn round(&self) -> impl Future<Output = Result<Option<Round>, RowError>> + Send;

    /// Keeps it, if what is kept is the turn before. Of two runs that go on from one turn, one is told that it is stale.
    fn keep(&self, round: &Round) -> impl Future<Output = Result<Written, RowError>> + Send;
}

/// Some stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectedPage {
    /// They.
    pub stores: Vec<Store>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}
