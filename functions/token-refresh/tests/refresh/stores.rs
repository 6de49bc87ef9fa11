//! Connected stores in memory, with the promises of the table.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use countersign_core::{
    oauth::ConsumerKeys,
    ports::{
        ConnectedPage, ConnectedStores, Disconnected, KeyReader, KeyedDisconnect, KeyedStore, KeyedStores,
        Rounds, RowError, VaultError, Written,
    },
    round::Round,
    store::{Store, StoreUrl, WooStoreId},
    tokens::{Owner, VersionId},
};

use crate::bench::{SharedTime, store_url};

/// WooCommerce stores by name, all at one address, each with the digit its key is made of.
#[derive(Clone)]
pub(crate) struct Keyed {
    pub(crate) stores: Vec<(&'static str, char)>,
    /// How long it takes to read a store's keys.
    pub(crate) slow: Duration,
    /// Whether an operator ends a store's connection while its keys are read.
    pub(crate) ends: bool,
    ended: Arc<Mutex<BTreeSet<String>>>,
    time: SharedTime,
}

/// All stores in their order, so many to a page.
pub(crate) struct RoundInMemory {
    stores: Vec<Store>,
    pub(crate) page: usize,
    pub(crate) kept: Mutex<Option<Round>>,
}

impl Keyed {
    pub(crate) fn new(time: SharedTime) -> Self {
        Self { stores: Vec::new(), slow: Duration::ZERO, ends: false, ended: Arc::default(), time }
    }

    fn named(&self, store: &WooStoreId) -> Option<KeyedStore> {
        let known = self.stores.iter().any(|(name, _)| *name == store.as_str());
        let version = VersionId::of(&Store::WooCommerce(store.clone()), 1, Owner::new([0; 16]));
        known.then(|| KeyedStore { store: store.clone(), version })
    }
}

impl KeyedStores for Keyed {
    async fn keyed_store(&self, store: &WooStoreId) -> Result<Option<KeyedStore>, RowError> {
        let ended = self.ended.lock().unwrap().contains(store.as_str());
        Ok(self.named(store).filter(|_| !ended))
    }
}

impl KeyedDisconnect for Keyed {
    async fn disconnect(&self, store: &WooStoreId, _: SystemTime) -> Result<Option<Disconnected>, RowError> {
        Ok(self.named(store).map(|keyed| {
            let was_connected = self.ended.lock().unwrap().insert(store.to_string());
            Disconnected { keyed, was_connected }
        }))
    }
}

impl KeyReader for Keyed {
    async fn keys(&self, keyed: &KeyedStore) -> Result<Option<(StoreUrl, ConsumerKeys)>, VaultError> {
        self.time.advance(self.slow);
        if self.ends {
            self.ended.lock().unwrap().insert(keyed.store.to_string());
        }
        let held = self.stores.iter().find(|(name, _)| *name == keyed.store.as_str());
        Ok(held.map(|(_, digit)| (store_url(), keys(*digit))))
    }
}

impl RoundInMemory {
    pub(crate) fn over(stores: Vec<Store>) -> Self {
        Self { stores, page: 2, kept: Mutex::default() }
    }
}

impl ConnectedStores for RoundInMemory {
    async fn connected(&self, after: Option<&str>) -> Result<ConnectedPage, RowError> {
        let place = |after: &str| self.stores.iter().position(|store| store.to_string() == after);
        let from = after.map_or(0, |after| place(after).unwrap() + 1);
        let to = self.stores.len().min(from + self.page);
        let next = (to < self.stores.len()).then(|| self.stores[to - 1].to_string());
        Ok(ConnectedPage { stores: self.stores[from..to].to_vec(), next })
    }
}

impl Rounds for RoundInMemory {
    async fn round(&self) -> Result<Option<Round>, RowError> {
        Ok(self.kept.lock().unwrap().clone())
    }

    async fn keep(&self, round: &Round) -> Result<Written, RowError> {
        let mut kept = self.kept.lock().unwrap();
        if kept.as_ref().map_or(0, |kept| kept.turn) + 1 != round.turn {
            return Ok(Written::Stale);
        }
        *kept = Some(round.clone());
        Ok(Written::Done)
    }
}

fn keys(digit: char) -> ConsumerKeys {
    let forty = digit.to_string().repeat(40);
    ConsumerKeys::parse(7, &format!("ck_{forty}"), &format!("cs_{forty}")).unwrap()
}
