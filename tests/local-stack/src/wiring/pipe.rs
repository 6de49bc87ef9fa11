//! Takes records from a table's stream to a queue, as an EventBridge pipe does.
//!
//! Rules: EventBridge User Guide, "Amazon DynamoDB stream as a source for EventBridge Pipes" and "Event filtering in
//! Amazon EventBridge Pipes". What cannot be sent is tried for ever; a pipe's limits and dead letters are not played.

use std::time::Duration;

use aws_sdk_dynamodbstreams::types::Record;
use tokio::time::sleep;

use super::{
    WiringError, WiringOptions, input_template::InputTemplate, pattern::Pattern, queue::Queue,
    record::to_json, stream::Stream, trouble::Troubles,
};
use crate::{aws::ACCOUNT, tasks::Stopping, template::Pipe};

/// Between two looks at a stream without news.
const IDLE: Duration = Duration::from_millis(50);

/// One pipe.
pub(super) struct Runner {
    pipe: Pipe,
    filters: Vec<Pattern>,
    template: Option<InputTemplate>,
    stream: Stream,
    stream_arn: String,
    region: String,
    queue: Queue,
    troubles: Troubles,
}

impl Runner {
    /// Finds its place in the stream, so that nothing written from now on is missed.
    pub(super) async fn open(
        pipe: &Pipe,
        options: &WiringOptions,
        troubles: Troubles,
    ) -> Result<Self, WiringError> {
        let unreadable = |problem| WiringError::new(&pipe.name, problem);
        let filters: Result<_, _> = pipe.filters.iter().map(|filter| Pattern::parse(filter)).collect();
        let template = pipe.input_template.as_deref().map(InputTemplate::parse).transpose();
        let file = options.data_dir.as_ref().map(|folder| folder.join(format!("{}.json", pipe.name)));
        let client = options.dynamodb_streams.clone();
        Ok(Self {
            filters: filters.map_err(unreadable)?,
            template: template.map_err(unreadable)?,
            stream: Stream::open(client, &pipe.table, pipe.from_start, file).await?,
            stream_arn: format!(
                "arn:aws:dynamodb:{}:{ACCOUNT}:table/{}/stream/local",
                options.region, pipe.table
            ),
            region: options.region.clone(),
            queue: Queue::open(&options.sqs, &pipe.queue).await?,
            pipe: pipe.clone(),
            troubles,
        })
    }

    /// Reads and sends until the end.
    pub(super) async fn run(mut self, mut stopping: Stopping) {
        loop {
            // Never interrupted: what is sent and not noted would be sent again after the next start.
            let turn = self.turn().await;
            let read = self.troubles.note(&self.pipe.name, turn).unwrap_or(0);
            let pause = if read == 0 { IDLE } else { Duration::ZERO };
            if stopping.or(sleep(pause)).await.is_none() {
                return;
            }
        }
    }

    /// One page of the stream. The place moves on only when everything was sent; until then, all of it comes again.
    async fn turn(&mut self) -> Result<usize, String> {
        let page = self.stream.peek(self.pipe.batch_size).await?;
        let messages: Vec<String> = page.records.iter().filter_map(|record| self.message(record)).collect();
        self.queue.send(&messages).await?;
        let read = page.records.len();
        self.stream.advance(page).map_err(|error| format!("cannot keep the pipe's place: {error}"))?;
        Ok(read)
    }

    /// What to send for `record`, if it passes any filter.
    fn message(&self, record: &Record) -> Option<String> {
        let event = to_json(record, &self.stream_arn, &self.region);
        if !self.filters.is_empty() && !self.filters.iter().any(|filter| filter.matches(&event)) {
            return None;
        }
        let rendered = self.template.as_ref().map(|template| template.render(&event, &self.pipe.name));
        Some(rendered.unwrap_or_else(|| event.to_string()))
    }
}
