//! Reading an event for delivery.

use super::fan_out::{DeliverError, Deliverer};
use crate::{
    event::EventId,
    journal::{Entry, EntryReading, Found, KeptPayload, ReadingError},
    ports::{DeliverySecrets, JournalReader},
};

impl<S: DeliverySecrets, J: JournalReader, C, L, Q, P> Deliverer<'_, S, J, C, L, Q, P> {
    pub(super) async fn find(&self, event: EventId) -> Result<Found, DeliverError> {
        let read = self.journal.deliverable(event).await;
        Ok(self.reading().judge(read).await?)
    }

    /// The text that was kept of an event; none if it does not open.
    pub(super) async fn text(
        &self,
        entry: &Entry,
        kept: &KeptPayload,
    ) -> Result<Option<String>, DeliverError> {
        Ok(self.reading().text(entry, kept).await?)
    }

    fn reading(&self) -> EntryReading<'_, S, J> {
        EntryReading { stage: self.config.stage, secrets: &self.secrets, journal: &self.journal }
    }
}

impl From<ReadingError> for DeliverError {
    fn from(error: ReadingError) -> Self {
        match error {
            ReadingError::Read(error) => Self::Read(error),
            ReadingError::Secret(error) => Self::Secret(error),
            ReadingError::UnknownKey(secret) => Self::UnknownKey(secret),
        }
    }
}
