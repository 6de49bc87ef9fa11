//! Reading an event back: proven to be as it was written, and opened.

use std::{sync::Arc, time::Duration};

use super::{Entry, KeptPayload, Piece, Sealed, Tampered, open, verify};
use crate::{
    Stage,
    keys::KeyRing,
    ports::{EntrySecrets, JournalReader, ReadError, SecretError},
    seal::Sealer,
    topic::Topic,
};

/// An event names a key that we do not hold: whoever wrote it may have read a rotated secret before us.
const REREAD_AFTER: Duration = Duration::from_secs(20);

/// What the journal has of an event.
pub enum Found {
    /// The entry, as it was written.
    Sound(Box<Entry>),
    /// Nothing (any more).
    Gone,
    /// Something that nobody of ours wrote like that, with the topic it names, if it can be read.
    Damaged(Option<Topic>),
}

/// Why an event could not be read. Trying again may help.
#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    /// The journal did not answer, or refused.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A secret could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An event was written with a key that is no longer, or not yet, in force.
    #[error("an event names a key that the {0} secret does not hold; put it back as `previous_secret`")]
    UnknownKey(&'static str),
}

/// Reads events with the keys that vouch for them and open them.
pub struct EntryReading<'a, S, J> {
    /// The stage, which is in every derived key.
    pub stage: Stage,
    /// The keys.
    pub secrets: &'a S,
    /// Where the pieces of large payloads are.
    pub journal: &'a J,
}

impl<S: EntrySecrets, J: JournalReader> EntryReading<'_, S, J> {
    /// What was read, judged by its MAC.
    pub async fn judge(&self, read: Result<Option<Entry>, ReadError>) -> Result<Found, ReadingError> {
        let entry = match read {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(Found::Gone),
            Err(ReadError::Unreadable(_)) => return Ok(Found::Damaged(None)),
            Err(error) => return Err(error.into()),
        };
        let mut verified = verify(&entry, self.stage, &*self.secrets.entry_audit_keys().await?);
        if verified == Err(Tampered::UnknownKey)
            && let Some(reread) = self.secrets.reread_entry_audit_keys(REREAD_AFTER).await?
        {
            verified = verify(&entry, self.stage, &reread);
        }
        match verified {
            Ok(()) => Ok(Found::Sound(Box::new(entry))),
            Err(Tampered::Altered) => Ok(Found::Damaged(Some(entry.topic))),
            Err(Tampered::UnknownKey) => Err(ReadingError::UnknownKey("audit")),
        }
    }

    /// The text that was kept of an event; none if it does not open.
    pub async fn text(&self, entry: &Entry, kept: &KeptPayload) -> Result<Option<String>, ReadingError> {
        let keys = self.keys_with(&kept.key_id).await?;
        let key = keys.find(&kept.key_id).ok_or(ReadingError::UnknownKey("journal"))?;
        let sealer = Sealer::new(key, self.stage, &entry.store);
        match self.pieces(entry, kept).await {
            Ok(pieces) => Ok(open(&sealer, entry.id, kept, &pieces).ok()),
            Err(ReadError::Unreadable(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn keys_with(&self, id: &str) -> Result<Arc<KeyRing>, ReadingError> {
        let held = self.secrets.entry_journal_keys().await?;
        if held.find(id).is_some() {
            return Ok(held);
        }
        Ok(self.secrets.reread_entry_journal_keys(REREAD_AFTER).await?.unwrap_or(held))
    }

    async fn pieces(&self, entry: &Entry, kept: &KeptPayload) -> Result<Vec<Piece>, ReadError> {
        match &kept.sealed {
            Sealed::Inline(sealed) => {
                Ok(vec![Piece { part: entry.head.as_str().to_owned(), sealed: sealed.clone() }])
            }
            Sealed::Pieces(parts) => self.journal.pieces(entry.id, parts).await,
            Sealed::Erased => Ok(Vec::new()),
        }
    }
}
