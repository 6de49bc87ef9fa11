//! The check of one store: whether it still knows us, and whether it sends what we want.

use std::time::Duration;

use countersign_core::{
    oauth::ConsumerKeys,
    ports::{
        Asked, KeyReader, KeyTrial, KeyedStore, KeyedStores, RowError, StoreKeysError, SubscribeFault,
        VaultError, WebhookMasters,
    },
    store::{ShopDomain, Store, StoreUrl, WooStoreId},
    tokens::Outcome,
};
use serde::Serialize;
use tokio::time::{Instant, timeout, timeout_at};

use crate::{Keeper, Outside, log};

/// The longest that one store takes.
pub(crate) const LONGEST_CHECK: Duration = Duration::from_secs(30);
/// A WooCommerce store is asked for its webhooks no longer than this: the rest is for taking away what was made for nobody.
const LONGEST_ASKING: Duration = Duration::from_secs(22);

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// A WooCommerce store's keys work, and its webhooks are there.
    KeysGood,
    /// A shop's webhooks are there.
    WebhooksGood,
    /// So many webhooks were missing, and are made.
    Mended(usize),
    /// The store does not know the keys any more. Only its administrator can help.
    Refused,
    /// Not all webhooks could be seen to; so many of the others were missing, and are made.
    Unsubscribed(SubscribeFault, usize),
    /// The store did not answer.
    Unreachable,
    /// It answered so slowly that it was left.
    TooSlow,
    /// There is no token that a shop could be asked with.
    NoToken(Outcome),
    /// The schedule is to renew the shop's tokens first.
    NotReady,
    /// The secret cannot be read.
    BadSecret,
    /// The row is not as we write them.
    BadRow,
    /// Our own trouble.
    Unavailable,
    /// It is not connected.
    NotConnected,
}

/// What an operator is told of one store.
#[derive(Serialize)]
pub(crate) struct One {
    store: String,
    outcome: &'static str,
    webhooks_made: usize,
}

impl Checked {
    /// The name in logs and answers.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::KeysGood => "keys_good",
            Self::WebhooksGood => "webhooks_good",
            Self::Mended(_) => "webhooks_mended",
            Self::Refused => "keys_refused",
            Self::Unsubscribed(fault, _) => fault.code(),
            Self::Unreachable => "store_unreachable",
            Self::TooSlow => "check_timed_out",
            Self::NoToken(outcome) => outcome.code(),
            Self::NotReady => "token_not_ready",
            Self::BadSecret => "bad_secret",
            Self::BadRow => "row_damaged",
            Self::Unavailable => "unavailable",
            Self::NotConnected => "unknown_store",
        }
    }

    /// By what came of asking for webhooks; `good`, if nothing was missing.
    fn of(asked: Asked, good: Self) -> Self {
        match (asked.fault, asked.made) {
            (Some(fault), made) => Self::Unsubscribed(fault, made),
            (None, 0) => good,
            (None, made) => Self::Mended(made),
        }
    }

    /// How many webhooks were made.
    pub(crate) const fn made(&self) -> usize {
        if let Self::Mended(made) | Self::Unsubscribed(_, made) = self { *made } else { 0 }
    }
}

/// Checks a WooCommerce store, for an operator.
pub(crate) async fn check<O: Outside>(keeper: &Keeper<'_, O>, store: WooStoreId) -> One {
    let store = Store::WooCommerce(store);
    let checked = keeper.check(&store).await;
    One { store: store.to_string(), outcome: checked.code(), webhooks_made: checked.made() }
}

impl<O: Outside> Keeper<'_, O> {
    /// Checks a store, for no longer than it may take.
    pub(crate) async fn check(&self, store: &Store) -> Checked {
        let begun = self.now();
        let judged = Box::pin(async {
            match store {
                Store::WooCommerce(store) => self.check_keys(store).await,
                Store::Shopify(shop) => self.check_shop(store, shop).await,
            }
        });
        let (Ok(checked) | Err(checked)) =
            timeout(LONGEST_CHECK, judged).await.unwrap_or(Ok(Checked::TooSlow));
        log::checked(store, &checked, self.now().duration_since(begun).unwrap_or_default());
        checked
    }

    /// A shop whose webhooks we have made, which it deletes after a few failures, or which a crash kept from being made.
    async fn check_shop(&self, store: &Store, shop: &ShopDomain) -> Result<Checked, Checked> {
        let token = self.refresher.usable_token(store).await.map_err(Checked::NoToken)?;
        let token = token.ok_or(Checked::NotReady)?;
        let asked = self.hooks.ask_shop(&self.refresher.platform, shop, &token.access).await;
        Ok(Checked::of(asked, Checked::WebhooksGood))
    }

    /// A store's keys, tried at its own address; and its webhooks, which are given the newest secret.
    async fn check_keys(&self, store: &WooStoreId) -> Result<Checked, Checked> {
        let until = Instant::now() + LONGEST_ASKING;
        let keyed = self.keyed.keyed_store(store).await.map_err(|error| bad_row(&error))?;
        let keyed = keyed.ok_or(Checked::NotConnected)?;
        let (url, keys) = self.read_keys(&keyed).await?;
        self.stores.try_out(&url, &keys).await.map_err(|error| match error {
            StoreKeysError::NotAccepted => Checked::Refused,
            StoreKeysError::Unreachable => Checked::Unreachable,
            StoreKeysError::Unavailable(_) | StoreKeysError::Refused(_) => Checked::Unavailable,
        })?;
        let masters = self.masters.webhook_masters().await.map_err(|_| Checked::Unavailable)?;
        let asking = self.hooks.ask_store(&self.stores, &masters, (store, &url), &keys);
        let checked = match timeout_at(until, asking).await {
            Ok(asked) => Checked::of(asked, Checked::KeysGood),
            Err(_) => Checked::TooSlow,
        };
        if checked == Checked::KeysGood {
            return Ok(checked);
        }
        self.unless_it_was_ended(store, &url, &keys, checked).await
    }

    /// Webhooks that were made while an operator ended the connection are taken away again: also where the store refused some
    /// or went silent, since others may have been made before.
    async fn unless_it_was_ended(
        &self,
        store: &WooStoreId,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        checked: Checked,
    ) -> Result<Checked, Checked> {
        if self.keyed.keyed_store(store).await.map_err(|error| bad_row(&error))?.is_some() {
            return Ok(checked);
        }
        let left = self.hooks.leave_store(&self.stores, (store, url), keys).await;
        left.map(|_| Checked::NotConnected).map_err(|fault| Checked::Unsubscribed(fault, 0))
    }

    /// The keys of a store, and where it is.
    pub(crate) async fn read_keys(&self, keyed: &KeyedStore) -> Result<(StoreUrl, ConsumerKeys), Checked> {
        let read = self.keys.keys(keyed).await.map_err(|error| match error {
            VaultError::BadSecret { .. } => Checked::BadSecret,
            VaultError::Unavailable { .. } | VaultError::Refused { .. } => Checked::Unavailable,
        });
        read?.ok_or(Checked::BadSecret)
    }
}

fn bad_row(error: &RowError) -> Checked {
    match error {
        RowError::Unreadable(_) => Checked::BadRow,
        RowError::Unavailable(_) | RowError::Refused(_) => Checked::Unavailable,
    }
}
