//! What a flow planted and announced, remembered for its end.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use canary::Planted;
use local_stack::{lambda::LogLine, stack::Stack};

use crate::scan;

/// Kept while a flow runs.
#[derive(Default)]
pub(crate) struct Notes(Mutex<Content>);

#[derive(Default)]
pub(crate) struct Content {
    /// Every personal value that a store has sent, and every secret.
    pub(crate) planted: BTreeSet<Planted>,
    /// What the functions printed before a restart.
    pub(crate) earlier_lines: Vec<LogLine>,
    /// Codes of error lines that the flow sets out to provoke.
    pub(crate) errors: BTreeSet<String>,
    /// Event and partner of deliveries that the flow leaves unsettled, parked or dead.
    pub(crate) unsettled: BTreeSet<(String, String)>,
    /// Messages that the flow makes unreadable.
    pub(crate) crashed: usize,
}

impl Notes {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stores have made or seen may be met nowhere else.
    pub(crate) fn plant_stores(&self, stack: &Stack) {
        let mut content = self.lock();
        let new = scan::of_stores(stack, &content.planted);
        content.planted.extend(new);
    }
}
