//! WooCommerce stores that are connected, and their keys, for whoever checks that these still work.

use std::future::Future;

use super::{RowError, VaultError};
use crate::{
    oauth::ConsumerKeys,
    store::{StoreUrl, WooStoreId},
    tokens::VersionId,
};

/// Lists connected stores.
pub trait KeyedStores: Send + Sync {
    /// Some of the connected stores, after the place where an earlier page ended. A page may be empty and not the last.
    fn keyed(&self, after: Option<&str>) -> impl Future<Output = Result<KeyedPage, RowError>> + Send;

    /// One store; none if it is not connected.
    fn keyed_store(
        &self,
        store: &WooStoreId,
    ) -> impl Future<Output = Result<Option<KeyedStore>, RowError>> + Send;
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

/// Some stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyedPage {
    /// They.
    pub stores: Vec<KeyedStore>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}
