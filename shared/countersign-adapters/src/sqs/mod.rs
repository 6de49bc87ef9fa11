//! The queue of deliveries.

use std::time::Duration;

use aws_sdk_sqs::{Client, types::SendMessageBatchRequestEntry};
use countersign_core::{
    event::EventId,
    partner::PartnerName,
    ports::{DeliveryMessage, DeliveryQueue, QueueError},
};
use serde::{Deserialize, Serialize};

use crate::aws::{Failure, failure};

/// SQS's limit for one call.
const BATCH: usize = 10;
/// SQS hides a message for twelve hours from its receipt, of which a function may have run for fifteen minutes.
const LONGEST: u64 = 43_200 - 900;

/// A message's body. Ids only.
#[derive(Deserialize, Serialize)]
struct Body<'a> {
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    partner: Option<&'a str>,
}

/// Reads a message's body; none if it is not one of ours.
pub fn parse_message(text: &str) -> Option<DeliveryMessage> {
    let body: Body<'_> = serde_json::from_str(text).ok()?;
    let event = EventId::parse(body.event)?;
    match body.partner.map(PartnerName::parse) {
        None => Some(DeliveryMessage { event, partner: None }),
        Some(partner) => Some(DeliveryMessage { event, partner: Some(partner?) }),
    }
}

fn write_message(message: &DeliveryMessage) -> String {
    let event = message.event.to_string();
    let body = Body { event: &event, partner: message.partner.as_ref().map(PartnerName::as_str) };
    serde_json::to_string(&body).unwrap_or_else(|_| unreachable!("texts are JSON"))
}

/// The queue as `partner-delivery` uses it.
pub struct SqsDeliveryQueue {
    client: Client,
    url: String,
}

impl SqsDeliveryQueue {
    /// Uses the queue at `url`.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    async fn send_batch(&self, messages: &[DeliveryMessage]) -> Result<(), QueueError> {
        let entry = |(at, message): (usize, &DeliveryMessage)| {
            let entry = SendMessageBatchRequestEntry::builder().id(at.to_string());
            entry.message_body(write_message(message)).build().map_err(|error| QueueError(error.into()))
        };
        let entries: Vec<_> = messages.iter().enumerate().map(entry).collect::<Result<_, _>>()?;
        let send = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
        let answer = send.send().await.map_err(|error| to_error(failure("SQS", &error)))?;
        match answer.failed().first() {
            None => Ok(()),
            Some(failed) => Err(QueueError(format!("SQS refused a message: {}", failed.code()).into())),
        }
    }
}

impl DeliveryQueue for SqsDeliveryQueue {
    async fn send(&self, messages: &[DeliveryMessage]) -> Result<(), QueueError> {
        for batch in messages.chunks(BATCH) {
            self.send_batch(batch).await?;
        }
        Ok(())
    }

    async fn postpone(&self, receipt: &str, wait: Duration) -> Result<(), QueueError> {
        let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = i32::try_from(whole.min(LONGEST)).unwrap_or(i32::MAX);
        let change = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        let answer = change.visibility_timeout(seconds).send().await;
        answer.map(|_| ()).map_err(|error| to_error(failure("SQS", &error)))
    }
}

fn to_error(failure: Failure) -> QueueError {
    match failure {
        Failure::Passing(summary) | Failure::Lasting(summary) => QueueError(summary.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_back_and_nothing_else_does() {
        let event = format!("evt_{}", "a".repeat(32));
        for text in
            [format!(r#"{{"event":"{event}"}}"#), format!(r#"{{"event":"{event}","partner":"warehouse"}}"#)]
        {
            assert_eq!(write_message(&parse_message(&text).unwrap()), text);
        }
        for text in
            ["", "{}", "null", r#"{"event":"evt_1"}"#, &format!(r#"{{"event":"{event}","partner":"../x"}}"#)]
        {
            assert_eq!(parse_message(text), None, "{text}");
        }
    }
}
