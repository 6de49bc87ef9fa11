//! Installations under way, in memory.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use super::Trouble;
use crate::{
    oauth::{KeptState, StateKey},
    ports::{States, StatesError},
};

/// Keeps states until they are used; like the real one, it does not forget the old ones in time.
#[derive(Default)]
pub struct MemoryStates {
    /// Whether every call fails.
    pub trouble: Option<Trouble>,
    kept: Mutex<BTreeMap<StateKey, KeptState>>,
    calls: AtomicUsize,
}

impl MemoryStates {
    /// Everything that is kept.
    pub fn all(&self) -> Vec<KeptState> {
        self.kept().values().cloned().collect()
    }

    /// How often it was called, whatever came of it.
    pub fn calls(&self) -> usize {
        self.calls.load(Relaxed)
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<StateKey, KeptState>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<(), StatesError> {
        self.calls.fetch_add(1, Relaxed);
        match self.trouble {
            None => Ok(()),
            Some(Trouble::Passing) => Err(StatesError::Unavailable("test: no answer".into())),
            Some(Trouble::Lasting) => Err(StatesError::Refused("test: refused".into())),
        }
    }
}

impl States for MemoryStates {
    async fn begin(&self, state: &KeptState) -> Result<(), StatesError> {
        self.check()?;
        self.kept().entry(state.key).or_insert_with(|| state.clone());
        Ok(())
    }

    async fn consume(&self, key: StateKey) -> Result<Option<KeptState>, StatesError> {
        self.check()?;
        Ok(self.kept().remove(&key))
    }

    async fn find(&self, key: StateKey) -> Result<Option<KeptState>, StatesError> {
        self.check()?;
        Ok(self.kept().get(&key).cloned())
    }
}
