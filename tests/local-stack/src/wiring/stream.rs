//! Reads a table's stream from where it was left.
//!
//! The embedded DynamoDB has one shard per stream, never ends it (though it names an ending number) and lets iterators
//! live for ever, so following that one shard is all there is to do.

use std::{io, path::PathBuf};

use aws_sdk_dynamodbstreams::{
    Client as DynamoDbStreams,
    types::{Record, ShardIteratorType, StreamDescription},
};

use super::{WiringError, checkpoint::Checkpoint, queue::describe};

/// A reader's place in one stream.
pub(super) struct Stream {
    client: DynamoDbStreams,
    iterator: String,
    checkpoint: Checkpoint,
}

/// Records, and the place after them.
pub(super) struct Page {
    pub(super) records: Vec<Record>,
    next: Option<String>,
}

impl Stream {
    /// Opens `table`'s stream after the checkpoint in `file`, or else at its start or its end.
    pub(super) async fn open(
        client: DynamoDbStreams,
        table: &str,
        from_start: bool,
        file: Option<PathBuf>,
    ) -> Result<Self, WiringError> {
        let failed = |error: String| WiringError::new(table, error);
        let streams =
            client.list_streams().table_name(table).send().await.map_err(|e| failed(describe(e)))?;
        let arn = streams.streams().first().and_then(|stream| stream.stream_arn());
        let arn = arn.ok_or_else(|| failed("the table has no stream".to_owned()))?.to_owned();
        let description =
            client.describe_stream().stream_arn(&arn).send().await.map_err(|e| failed(describe(e)))?;
        let shards = description.stream_description().map(StreamDescription::shards).unwrap_or_default();
        let shard = shards.first().and_then(|shard| shard.shard_id());
        let shard = shard.ok_or_else(|| failed("the stream has no shard".to_owned()))?;

        let checkpoint = Checkpoint::new(file, &arn);
        let request = client.get_shard_iterator().stream_arn(&arn).shard_id(shard);
        let request = match checkpoint.read() {
            Some(after) => {
                request.shard_iterator_type(ShardIteratorType::AfterSequenceNumber).sequence_number(after)
            }
            None if from_start => request.shard_iterator_type(ShardIteratorType::TrimHorizon),
            None => request.shard_iterator_type(ShardIteratorType::Latest),
        };
        let iterator = request.send().await.map_err(|e| failed(describe(e)))?.shard_iterator;
        let iterator = iterator.ok_or_else(|| failed("the shard has no iterator".to_owned()))?;
        Ok(Self { client, iterator, checkpoint })
    }

    /// The records after the current place, which stays where it is.
    pub(super) async fn peek(&self, most: u32) -> Result<Page, String> {
        let request = self.client.get_records().shard_iterator(&self.iterator).limit(most.cast_signed());
        let answer = request.send().await.map_err(describe)?;
        Ok(Page { records: answer.records.unwrap_or_default(), next: answer.next_shard_iterator })
    }

    /// Moves on to after `page`, for good.
    pub(super) fn advance(&mut self, page: Page) -> io::Result<()> {
        let last = page.records.last().and_then(|record| record.dynamodb()?.sequence_number());
        if let Some(last) = last {
            self.checkpoint.write(last)?;
        }
        if let Some(next) = page.next {
            self.iterator = next;
        }
        Ok(())
    }
}
