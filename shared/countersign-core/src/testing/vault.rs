//! The vault of stores' pairs in memory.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use super::Trouble;
use crate::{
    ports::{CurrentLabel, LegacyTokens, PairDeposit, PairReader, PairWriter, Promoted, VaultError},
    store::Store,
    tokens::{AccessToken, StoredPair, VersionId},
};

/// One secret per store, with versions and two labels.
#[derive(Default)]
pub struct MemoryVault {
    /// Whether every call fails.
    pub trouble: Option<Trouble>,
    /// What an operator has put into every store's secret.
    pub legacy: Option<AccessToken>,
    failures: AtomicU32,
    kept: Mutex<BTreeMap<String, Secret>>,
}

#[derive(Default)]
struct Secret {
    versions: BTreeMap<VersionId, StoredPair>,
    current: Option<VersionId>,
    pending: Option<VersionId>,
}

impl MemoryVault {
    /// The pair that `AWSCURRENT` is on.
    pub fn current(&self, store: &Store) -> Option<StoredPair> {
        let kept = self.kept();
        let secret = kept.get(&store.to_string())?;
        secret.versions.get(secret.current.as_ref()?).cloned()
    }

    /// The next so many calls have no answer.
    pub fn fails(&self, times: u32) {
        self.failures.store(times, Relaxed);
    }

    /// How many versions a store's secret has.
    pub fn versions(&self, store: &Store) -> usize {
        self.kept().get(&store.to_string()).map_or(0, |secret| secret.versions.len())
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, store: &Store) -> Result<(), VaultError> {
        let store = store.clone();
        let fails = self.failures.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        match self.trouble.or(fails.then_some(Trouble::Passing)) {
            None => Ok(()),
            Some(Trouble::Passing) => {
                Err(VaultError::Unavailable { store, source: "test: no answer".into() })
            }
            Some(Trouble::Lasting) => Err(VaultError::Refused { store, source: "test: refused".into() }),
        }
    }
}

impl PairReader for MemoryVault {
    async fn read(&self, store: &Store, version: &VersionId) -> Result<Option<StoredPair>, VaultError> {
        self.check(store)?;
        Ok(self.kept().get(&store.to_string()).and_then(|secret| secret.versions.get(version).cloned()))
    }

    async fn pending(&self, store: &Store) -> Result<Option<(VersionId, StoredPair)>, VaultError> {
        self.check(store)?;
        let kept = self.kept();
        let Some(secret) = kept.get(&store.to_string()) else { return Ok(None) };
        let pending = secret.pending.clone();
        Ok(pending.and_then(|id| secret.versions.get(&id).cloned().map(|pair| (id, pair))))
    }
}

impl PairWriter for MemoryVault {
    async fn put_pending(
        &self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
    ) -> Result<(), VaultError> {
        self.check(store)?;
        let mut kept = self.kept();
        let secret = kept.entry(store.to_string()).or_default();
        secret.versions.insert(version.clone(), pair.clone());
        secret.pending = Some(version.clone());
        Ok(())
    }
}

impl PairDeposit for MemoryVault {
    async fn deposit(&self, store: &Store, version: &VersionId, pair: &StoredPair) -> Result<(), VaultError> {
        self.put_pending(store, version, pair).await?;
        let mut kept = self.kept();
        let secret = kept.entry(store.to_string()).or_default();
        if secret.versions.len() == 1 {
            secret.current = secret.pending.take();
        }
        Ok(())
    }
}

impl LegacyTokens for MemoryVault {
    async fn legacy(&self, store: &Store) -> Result<Option<AccessToken>, VaultError> {
        self.check(store)?;
        Ok(self.legacy.clone().filter(|_| self.versions(store) == 0))
    }
}

impl CurrentLabel for MemoryVault {
    async fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> Result<Promoted, VaultError> {
        self.check(store)?;
        let mut kept = self.kept();
        let secret = kept.entry(store.to_string()).or_default();
        if secret.current.as_ref() != Some(version) {
            if secret.current.as_ref() != from {
                return Ok(Promoted::Elsewhere(secret.current.clone()));
            }
            secret.current = Some(version.clone());
        }
        Ok(Promoted::Done)
    }
}
