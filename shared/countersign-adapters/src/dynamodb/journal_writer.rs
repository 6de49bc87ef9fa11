//! Appends to the journal table.

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::put_item::{PutItemError, PutItemOutput, builders::PutItemFluentBuilder},
    types::ReturnValuesOnConditionCheckFailure,
};
use countersign_core::{
    journal::{Entry, Piece},
    ports::{Appended, JournalError, JournalWriter},
};
use futures_util::future::try_join_all;

use super::{
    item::{Item, find_text},
    journal_wire::{piece_to_item, to_item},
};
use crate::aws::{Failure, failure};

/// Pieces are written a few at a time: one after the other is slow, all at once is a burst on one partition.
const PIECES_AT_ONCE: usize = 4;

/// The journal as `webhook-intake` sees it: it can add, and nothing else.
pub struct DynamoJournalWriter {
    client: Client,
    table: String,
}

impl DynamoJournalWriter {
    /// Writes to `table`, whose key is `id` and `part`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    async fn put_pieces(&self, entry: &Entry, pieces: &[Piece]) -> Result<(), JournalError> {
        for some in pieces.chunks(PIECES_AT_ONCE) {
            let puts = some.iter().map(|piece| self.put(piece_to_item(entry, piece)).send());
            try_join_all(puts).await.map_err(|error| to_error(&error))?;
        }
        Ok(())
    }

    fn put(&self, item: Item) -> PutItemFluentBuilder {
        self.client.put_item().table_name(&self.table).set_item(Some(item))
    }
}

impl JournalWriter for DynamoJournalWriter {
    /// The pieces first, without a condition: a piece left behind by a broken try must live as long as this one's.
    /// The head last: it is the commit.
    async fn append(&self, entry: &Entry, pieces: &[Piece]) -> Result<Appended, JournalError> {
        self.put_pieces(entry, pieces).await?;
        let put = self
            .put(to_item(entry))
            .condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        outcome(put.send().await, entry)
    }
}

/// The client repeats a call whose answer was lost; then the condition fails on our own write, which the token tells.
fn outcome(
    put: Result<PutItemOutput, SdkError<PutItemError>>,
    entry: &Entry,
) -> Result<Appended, JournalError> {
    let Err(error) = put else { return Ok(Appended::New) };
    let Some(PutItemError::ConditionalCheckFailedException(held)) = error.as_service_error() else {
        return Err(to_error(&error));
    };
    let holder = held.item().and_then(|item| find_text(item, "token"));
    let ours = holder == Some(entry.token.to_text().as_str());
    Ok(if ours { Appended::New } else { Appended::Repeat })
}

fn to_error(error: &SdkError<PutItemError>) -> JournalError {
    match failure("DynamoDB", error) {
        Failure::Passing(summary) => JournalError::Unavailable(summary.into()),
        Failure::Lasting(summary) => JournalError::Refused(summary.into()),
    }
}
