//! Reading an event from the journal: proven to be as it was written, and opened.

use std::{sync::Arc, time::Duration};

use super::fan_out::{DeliverError, Deliverer};
use crate::{
    event::EventId,
    journal::{Entry, KeptPayload, Piece, Sealed, Tampered, open, verify},
    keys::KeyRing,
    ports::{DeliverySecrets, JournalReader, ReadError},
    seal::Sealer,
    topic::Topic,
};

/// An event names a key that we do not hold: whoever wrote it may have read a rotated secret before us.
const REREAD_AFTER: Duration = Duration::from_secs(20);

/// What the journal has of an event.
pub(super) enum Found {
    /// The entry, as it was written.
    Sound(Box<Entry>),
    /// Nothing (any more).
    Gone,
    /// Something that nobody of ours wrote like that, with the topic it names, if it can be read.
    Damaged(Option<Topic>),
}

impl<S: DeliverySecrets, J: JournalReader, C, L, Q, P> Deliverer<'_, S, J, C, L, Q, P> {
    pub(super) async fn find(&self, event: EventId) -> Result<Found, DeliverError> {
        let entry = match self.journal.deliverable(event).await {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(Found::Gone),
            Err(ReadError::Unreadable(_)) => return Ok(Found::Damaged(None)),
            Err(error) => return Err(error.into()),
        };
        let mut verified = verify(&entry, self.config.stage, &*self.secrets.audit_keys().await?);
        if verified == Err(Tampered::UnknownKey)
            && let Some(reread) = self.secrets.reread_audit_keys(REREAD_AFTER).await?
        {
            verified = verify(&entry, self.config.stage, &reread);
        }
        match verified {
            Ok(()) => Ok(Found::Sound(Box::new(entry))),
            Err(Tampered::Altered) => Ok(Found::Damaged(Some(entry.topic))),
            Err(Tampered::UnknownKey) => Err(DeliverError::UnknownKey("audit")),
        }
    }

    /// The text that was kept of an event; none if it does not open.
    pub(super) async fn text(
        &self,
        entry: &Entry,
        kept: &KeptPayload,
    ) -> Result<Option<String>, DeliverError> {
        let keys = self.keys_with(&kept.key_id).await?;
        let key = keys.find(&kept.key_id).ok_or(DeliverError::UnknownKey("journal"))?;
        let sealer = Sealer::new(key, self.config.stage, &entry.store);
        match self.pieces(entry, kept).await {
            Ok(pieces) => Ok(open(&sealer, entry.id, kept, &pieces).ok()),
            Err(ReadError::Unreadable(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn keys_with(&self, id: &str) -> Result<Arc<KeyRing>, DeliverError> {
        let held = self.secrets.journal_keys().await?;
        if held.find(id).is_some() {
            return Ok(held);
        }
        Ok(self.secrets.reread_journal_keys(REREAD_AFTER).await?.unwrap_or(held))
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
