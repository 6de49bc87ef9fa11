//! The journal in memory, with the rules of the real one.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::{
    Stage,
    event::EventId,
    journal::{Entry, Head, Piece, Sealed, open},
    keys::KeyRing,
    ports::{Appended, JournalError, JournalReader, JournalWriter, LifecycleJournal, ReadError},
    seal::{SealError, Sealer},
};

/// Keeps entries for as long as it lives; it never forgets, as the real one does after its memory is over.
#[derive(Default)]
pub struct MemoryJournal {
    kept: Mutex<Kept>,
    calls: AtomicUsize,
}

#[derive(Default)]
struct Kept {
    heads: Vec<Entry>,
    pieces: BTreeMap<(String, String), Piece>,
}

impl MemoryJournal {
    /// Everything that was kept, in the order of its commits.
    pub fn entries(&self) -> Vec<Entry> {
        self.kept().heads.clone()
    }

    /// How often it was called, whatever came of it.
    pub fn calls(&self) -> usize {
        self.calls.load(Relaxed)
    }

    /// The pieces of an event in the order of `parts`; none if one is missing.
    pub fn pieces_of(&self, event: EventId, parts: &[String]) -> Option<Vec<Piece>> {
        let kept = self.kept();
        let piece = |part: &String| kept.pieces.get(&(event.to_string(), part.clone())).cloned();
        parts.iter().map(piece).collect()
    }

    /// How many pieces there are of all events.
    pub fn piece_count(&self) -> usize {
        self.kept().pieces.len()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JournalWriter for MemoryJournal {
    async fn append(&self, entry: &Entry, pieces: &[Piece]) -> Result<Appended, JournalError> {
        self.calls.fetch_add(1, Relaxed);
        let mut kept = self.kept();
        for piece in pieces {
            kept.pieces.insert((entry.id.to_string(), piece.part.clone()), piece.clone());
        }
        let held = kept.heads.iter().find(|held| held.id == entry.id && held.head == entry.head);
        match held.map(|held| held.token == entry.token) {
            None => kept.heads.push(entry.clone()),
            Some(false) => return Ok(Appended::Repeat),
            // Our own earlier try, whose answer was lost.
            Some(true) => {}
        }
        Ok(Appended::New)
    }
}

impl JournalReader for MemoryJournal {
    async fn deliverable(&self, event: EventId) -> Result<Option<Entry>, ReadError> {
        let deliverable = |entry: &&Entry| entry.id == event && entry.head == Head::Deliver;
        Ok(self.kept().heads.iter().find(deliverable).cloned())
    }

    async fn pieces(&self, event: EventId, parts: &[String]) -> Result<Vec<Piece>, ReadError> {
        self.pieces_of(event, parts).ok_or(ReadError::Unreadable("sealed"))
    }
}

impl LifecycleJournal for MemoryJournal {
    async fn lifecycle(&self, event: EventId) -> Result<Option<Entry>, ReadError> {
        let ours = |entry: &&Entry| entry.id == event && entry.head == Head::Lifecycle;
        Ok(self.kept().heads.iter().find(ours).cloned())
    }
}

/// What was kept of an event's body, opened again; none if nothing was kept.
pub fn reopened(
    journal: &MemoryJournal,
    entry: &Entry,
    stage: Stage,
    keys: &KeyRing,
) -> Result<Option<String>, SealError> {
    let Some(kept) = &entry.payload else { return Ok(None) };
    let sealer = Sealer::new(keys.find(&kept.key_id).ok_or(SealError::UnknownKey)?, stage, &entry.store);
    let pieces = match &kept.sealed {
        Sealed::Inline(bytes) => {
            Some(vec![Piece { part: entry.head.as_str().to_owned(), sealed: bytes.clone() }])
        }
        Sealed::Pieces(parts) => journal.pieces_of(entry.id, parts),
        Sealed::Erased => return Ok(None),
    };
    open(&sealer, entry.id, kept, &pieces.ok_or(SealError::Damaged)?).map(Some)
}
