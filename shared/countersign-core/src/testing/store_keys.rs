//! A WooCommerce store that knows its keys, and a vault for them, in memory.

use std::{
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use super::Trouble;
use crate::{
    oauth::ConsumerKeys,
    ports::{
        Asked, KeyDeposit, KeyTrial, StoreKeysError, StoreWebhooks, SubscribeFault, Wanted, WebhookRemoval,
    },
    store::{StoreUrl, WooStoreId},
};

/// A store at one address with one key. Any other address does not answer.
pub struct OneStore {
    /// Where it is.
    pub url: StoreUrl,
    /// The only key that it accepts.
    pub consumer_key: String,
    /// A key that it knows too, and for which it makes webhooks and never says so.
    pub hangs_for: Option<String>,
    /// What it says at the end, whatever it has made.
    pub fault: Option<SubscribeFault>,
    /// Topic and secret of every webhook that is there.
    pub webhooks: Mutex<Vec<(String, String)>>,
}

impl OneStore {
    /// A store that has no webhooks yet.
    pub fn at(url: StoreUrl, consumer_key: String) -> Self {
        Self { url, consumer_key, hangs_for: None, fault: None, webhooks: Mutex::default() }
    }

    fn make(&self, wanted: Wanted<'_>, secret: &str) -> usize {
        let mut webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        let before = webhooks.len();
        for topic in wanted.topics {
            match webhooks.iter_mut().find(|(held, _)| held == topic.name()) {
                Some((_, held)) => secret.clone_into(held),
                None => webhooks.push((topic.name().to_owned(), secret.to_owned())),
            }
        }
        webhooks.len() - before
    }
}

impl StoreWebhooks for OneStore {
    async fn subscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        wanted: Wanted<'_>,
        secret: &str,
    ) -> Asked {
        let hangs = self.hangs_for.as_deref() == Some(keys.expose_key());
        if *url != self.url || !hangs && keys.expose_key() != self.consumer_key {
            return SubscribeFault::Denied.into();
        }
        let made = self.make(wanted, secret);
        if hangs {
            return std::future::pending().await;
        }
        Asked { made, fault: self.fault.clone() }
    }
}

impl WebhookRemoval for OneStore {
    async fn unsubscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        _: &str,
    ) -> Result<usize, SubscribeFault> {
        if *url != self.url || keys.expose_key() != self.consumer_key {
            return Err(SubscribeFault::Denied);
        }
        let mut webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(webhooks.drain(..).count())
    }
}

impl KeyTrial for OneStore {
    async fn try_out(&self, url: &StoreUrl, keys: &ConsumerKeys) -> Result<(), StoreKeysError> {
        if *url != self.url {
            return Err(StoreKeysError::Unreachable);
        }
        let known = [Some(&self.consumer_key), self.hangs_for.as_ref()];
        let accepted = known.into_iter().flatten().any(|known| known == keys.expose_key());
        if accepted { Ok(()) } else { Err(StoreKeysError::NotAccepted) }
    }
}

/// Keeps what it is given: store, address, key.
#[derive(Default)]
pub struct MemoryKeys {
    /// Whether every call fails.
    pub trouble: Option<Trouble>,
    kept: Mutex<Vec<(WooStoreId, StoreUrl, String)>>,
}

impl MemoryKeys {
    /// Everything that was kept, in order.
    pub fn kept(&self) -> Vec<(WooStoreId, StoreUrl, String)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl KeyDeposit for MemoryKeys {
    async fn deposit(
        &self,
        store: &WooStoreId,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        _: SystemTime,
    ) -> Result<(), StoreKeysError> {
        match self.trouble {
            Some(Trouble::Passing) => return Err(StoreKeysError::Unavailable("test: no answer".into())),
            Some(Trouble::Lasting) => return Err(StoreKeysError::Refused("test: refused".into())),
            None => {}
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().any(|(other, address, _)| other == store && address != url) {
            return Err(StoreKeysError::Refused("test: connected under another address".into()));
        }
        kept.push((store.clone(), url.clone(), keys.expose_key().to_owned()));
        Ok(())
    }
}
