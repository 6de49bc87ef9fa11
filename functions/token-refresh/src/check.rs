//! The check of one WooCommerce store.

use countersign_core::{
    ports::{KeyReader, KeyTrial, KeyedStore, StoreKeysError, SubscribeFault, VaultError, WebhookMasters},
    store::Store,
};

use crate::{Keeper, Outside, log};

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// The keys work, and so many webhooks were missing.
    Good(usize),
    /// The store does not know the keys any more. Only its administrator can help.
    Refused,
    /// The keys work, and the webhooks could not be seen to.
    Unsubscribed(SubscribeFault),
    /// The store did not answer.
    Unreachable,
    /// The secret cannot be read.
    BadSecret,
    /// Our own trouble.
    Unavailable,
    /// It is not connected.
    NotConnected,
}

impl Checked {
    /// The name in logs and answers.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Good(_) => "keys_good",
            Self::Refused => "keys_refused",
            Self::Unsubscribed(fault) => fault.code(),
            Self::Unreachable => "store_unreachable",
            Self::BadSecret => "bad_secret",
            Self::Unavailable => "unavailable",
            Self::NotConnected => "unknown_store",
        }
    }
}

impl<O: Outside> Keeper<'_, O> {
    /// Tries the store's keys at its own address, and sees to its webhooks.
    pub(crate) async fn check(&self, keyed: &KeyedStore) -> Checked {
        let begun = self.now();
        let (Ok(checked) | Err(checked)) = self.judge(keyed).await;
        let took = self.now().duration_since(begun).unwrap_or_default();
        log::checked(&Store::WooCommerce(keyed.store.clone()), &checked, took);
        checked
    }

    async fn judge(&self, keyed: &KeyedStore) -> Result<Checked, Checked> {
        let read = self.keys.keys(keyed).await.map_err(|error| match error {
            VaultError::BadSecret { .. } => Checked::BadSecret,
            VaultError::Unavailable { .. } | VaultError::Refused { .. } => Checked::Unavailable,
        });
        let (url, keys) = read?.ok_or(Checked::BadSecret)?;
        self.stores.try_out(&url, &keys).await.map_err(|error| match error {
            StoreKeysError::NotAccepted => Checked::Refused,
            StoreKeysError::Unreachable => Checked::Unreachable,
            StoreKeysError::Unavailable(_) | StoreKeysError::Refused(_) => Checked::Unavailable,
        })?;
        let masters = self.masters.webhook_masters().await.map_err(|_| Checked::Unavailable)?;
        let place = (&keyed.store, &url);
        let asked = self.hooks.ask_store(&self.stores, &masters, place, &keys).await;
        asked.map(Checked::Good).map_err(Checked::Unsubscribed)
    }
}
