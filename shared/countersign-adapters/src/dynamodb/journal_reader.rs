//! Reads the journal table.

use aws_sdk_dynamodb::{Client, error::SdkError, operation::get_item::GetItemError};
use countersign_core::{
    event::EventId,
    journal::{Entry, Head, Piece},
    ports::{JournalReader, LifecycleJournal, ReadError},
};
use futures_util::future::try_join_all;

use super::{
    item::{Item, Unusable, text},
    journal_wire::{from_item, piece_from_item, piece_id},
};
use crate::aws::{Failure, failure};

const PIECES_AT_ONCE: usize = 4;

/// The journal as `partner-delivery` and `store-lifecycle` see it: they can read single entries.
pub struct DynamoJournalReader {
    client: Client,
    table: String,
}

impl DynamoJournalReader {
    /// Reads from `table`, whose key is `id` and `part`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    async fn get(&self, id: String, part: &str) -> Result<Option<Item>, ReadError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.key("id", text(id)).key("part", text(part)).send().await;
        Ok(answer.map_err(|error| to_error(&error))?.item)
    }

    async fn piece(&self, event: EventId, part: &str) -> Result<Piece, ReadError> {
        let item = self.get(piece_id(event, part), part).await?.ok_or(ReadError::Unreadable("sealed"))?;
        piece_from_item(&item).map_err(unreadable)
    }
}

impl JournalReader for DynamoJournalReader {
    async fn deliverable(&self, event: EventId) -> Result<Option<Entry>, ReadError> {
        let item = self.get(event.to_string(), Head::Deliver.as_str()).await?;
        item.map(|item| from_item(&item).map_err(unreadable)).transpose()
    }

    async fn pieces(&self, event: EventId, parts: &[String]) -> Result<Vec<Piece>, ReadError> {
        let mut pieces = Vec::with_capacity(parts.len());
        for some in parts.chunks(PIECES_AT_ONCE) {
            pieces.extend(try_join_all(some.iter().map(|part| self.piece(event, part))).await?);
        }
        Ok(pieces)
    }
}

impl LifecycleJournal for DynamoJournalReader {
    async fn lifecycle(&self, event: EventId) -> Result<Option<Entry>, ReadError> {
        let item = self.get(event.to_string(), Head::Lifecycle.as_str()).await?;
        item.map(|item| from_item(&item).map_err(unreadable)).transpose()
    }
}

fn unreadable(Unusable(name): Unusable) -> ReadError {
    ReadError::Unreadable(name)
}

pub(super) fn to_error(error: &SdkError<GetItemError>) -> ReadError {
    match failure("DynamoDB", error) {
        Failure::Passing(summary) => ReadError::Unavailable(summary.into()),
        Failure::Lasting(summary) => ReadError::Refused(summary.into()),
    }
}
