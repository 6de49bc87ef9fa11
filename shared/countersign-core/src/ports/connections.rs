//! What is known of a store besides its secrets.

use std::future::Future;

use super::ReadError;
use crate::store::Store;

/// Whether a store is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// It is, or nothing is known of it yet: a new store's first webhook may be quicker than its installation.
    Open,
    /// It was disconnected; nothing of it is handed on any more.
    Closed,
}

/// Reads the state of stores.
pub trait Connections: Send + Sync {
    /// The state of one store.
    fn connection(&self, store: &Store) -> impl Future<Output = Result<Connection, ReadError>> + Send;
}
