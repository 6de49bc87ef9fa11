//! What currently goes wrong in the background, for whoever wonders why nothing arrives.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The last failure of each part, until the part succeeds again.
#[derive(Clone, Default)]
pub(super) struct Troubles(Arc<Mutex<BTreeMap<String, String>>>);

impl Troubles {
    /// Notes how `part` fares, and hands the good news on.
    pub(super) fn note<T>(&self, part: &str, outcome: Result<T, String>) -> Option<T> {
        let mut troubles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(value) => {
                troubles.remove(part);
                Some(value)
            }
            Err(problem) => {
                troubles.insert(part.to_owned(), problem);
                None
            }
        }
    }

    pub(super) fn current(&self) -> BTreeMap<String, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
