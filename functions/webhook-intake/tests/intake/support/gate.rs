//! A journal that waits until a test lets it write.

use countersign_core::{
    journal::{Entry, Piece},
    ports::{Appended, JournalError, JournalWriter},
    testing::MemoryJournal,
};
use tokio::sync::Semaphore;

/// Holds back every write until it is opened.
pub(crate) struct GatedJournal {
    pub(crate) memory: MemoryJournal,
    gate: Semaphore,
}

impl GatedJournal {
    pub(crate) fn shut() -> Self {
        Self { memory: MemoryJournal::default(), gate: Semaphore::new(0) }
    }

    /// Lets so many writes through.
    pub(crate) fn open(&self, writes: usize) {
        self.gate.add_permits(writes);
    }
}

impl JournalWriter for GatedJournal {
    async fn append(&self, entry: &Entry, pieces: &[Piece]) -> Result<Appended, JournalError> {
        self.gate.acquire().await.unwrap().forget();
        self.memory.append(entry, pieces).await
    }
}
