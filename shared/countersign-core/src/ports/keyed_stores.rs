//! WooCommerce stores that are connected, and their keys, for whoever checks that these still work or ends the connection.

use std::{future::Future, time::SystemTime};

use super::{RowError, VaultError};
use crate::{
    oauth::ConsumerKeys,
    store::{StoreUrl, WooStoreId},
    tokens::VersionId,
};

/// Finds connected stores.
pub trait KeyedStores: Send + Sync {
    /// The store; none if it is not connected.
    fn keyed_store(
        &self,
        store: &WooStoreId,
    ) -> impl Future<Output = Result<Option<KeyedStore>, RowError>> + Send;
}

/// Ends connections. `token-refresh` may, for an operator.
pub trait KeyedDisconnect: Send + Sync {
    /// Sets the status to disconnected and adds the audit note, in one transaction, whatever leases were granted; none if
    /// the store was never connected. To repeat it changes nothing.
    fn disconnect(
        &self,
        store: &WooStoreId,
        now: SystemTime,
    ) -> impl Future<Output = Result<Option<Disconnected>, RowError>> + Send;
}

/// Reads keys. `token-refresh` may.
pub trait KeyReader: Send + Sync {
    /// The keys in this version; none if there is none.
    fn keys(
        &self,
        store: &KeyedStore,
    ) -> impl Future<Output = Result<Option<(StoreUrl, ConsumerKeys)>, VaultError>> + Send;
}

/// A connected store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedStore {
    /// Which.
    pub store: WooStoreId,
    /// The version of its secret that is current.
    pub version: VersionId,
}

/// A store that is not connected any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnected {
    /// Which, with the keys it had.
    pub keyed: KeyedStore,
    /// Whether it was connected until now.
    pub was_connected: bool,
}
