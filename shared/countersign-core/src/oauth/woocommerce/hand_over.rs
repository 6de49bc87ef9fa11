//! From received keys to kept ones, in the one order in which no key is lost and none is believed.

use std::{fmt, time::SystemTime};

use super::ConsumerKeys;
use crate::{
    oauth::{OAuthError, WooCommerceTalk},
    ports::{KeyDeposit, KeyTrial},
    store::{StoreUrl, WooStoreId},
};

/// Keys that came with the right state. Their state is used up; they are neither tried nor kept.
pub struct HandedOver {
    pub(super) talk: WooCommerceTalk,
    pub(super) keys: ConsumerKeys,
}

/// The keys are the store's own, and safe. WooCommerce keeps a key only if its post is answered with 200, and this is the
/// one thing that may be.
pub struct KeysStored {
    talk: WooCommerceTalk,
    keys: ConsumerKeys,
}

impl HandedOver {
    /// Which store was asked, and so which store this must be.
    pub fn talk(&self) -> &WooCommerceTalk {
        &self.talk
    }

    /// Tries the keys at the address that was asked, and keeps them only if that store accepts them.
    pub async fn settle(
        self,
        trial: &impl KeyTrial,
        deposit: &impl KeyDeposit,
        now: SystemTime,
    ) -> Result<KeysStored, OAuthError> {
        let Self { talk, keys } = self;
        trial.try_out(&talk.url, &keys).await?;
        deposit.deposit(&talk.store, &talk.url, &keys, now).await?;
        Ok(KeysStored { talk, keys })
    }
}

impl KeysStored {
    /// Whose they are.
    pub fn store(&self) -> &WooStoreId {
        &self.talk.store
    }

    /// Where that store is.
    pub fn url(&self) -> &StoreUrl {
        &self.talk.url
    }

    /// The keys, for what is to be done in the store at once.
    pub fn keys(&self) -> &ConsumerKeys {
        &self.keys
    }
}

impl fmt::Debug for KeysStored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeysStored").field("store", self.store()).finish_non_exhaustive()
    }
}
