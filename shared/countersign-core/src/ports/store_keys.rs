//! The keys of a WooCommerce store, from the moment they are received.

use std::{error::Error, future::Future, time::SystemTime};

use crate::{
    oauth::ConsumerKeys,
    store::{StoreUrl, WooStoreId},
};

/// Calls a store with keys, to see that they are its own.
pub trait KeyTrial: Send + Sync {
    /// One cheap call that needs the permissions we asked for. Only ever to `url`, which the request did not name.
    fn try_out(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
    ) -> impl Future<Output = Result<(), StoreKeysError>> + Send;
}

/// Keeps a store's keys. `oauth-callback` may write them and never read them.
pub trait KeyDeposit: Send + Sync {
    /// Keeps the keys and connects the store, with its audit entry. Refuses if the id is connected under another
    /// address. After the answer they survive any crash.
    fn deposit(
        &self,
        store: &WooStoreId,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        now: SystemTime,
    ) -> impl Future<Output = Result<(), StoreKeysError>> + Send;
}

/// Why keys were not tried or not kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreKeysError {
    /// The store does not know these keys, or they may do less than was asked for.
    #[error("the store does not accept the keys")]
    NotAccepted,
    /// The store gave no usable answer.
    #[error("the store could not be reached")]
    Unreachable,
    /// They could not be kept now: trying later may help.
    #[error("keys could not be kept")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// They could not be kept, and trying again cannot help.
    #[error("keys were refused by the vault")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
}
