//! A batch of queue messages, and the answer that names those which are to stay.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// What an SQS event source hands a function.
#[derive(Deserialize)]
pub struct SqsBatch {
    /// The messages.
    #[serde(rename = "Records")]
    pub records: Vec<SqsRecord>,
}

/// One message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsRecord {
    /// Names the message in the answer.
    pub message_id: String,
    /// Lets us change how long it stays hidden.
    pub receipt_handle: String,
    /// What it says.
    pub body: String,
    #[serde(default)]
    attributes: HashMap<String, String>,
}

impl SqsBatch {
    /// Reads the raw invocation payload; none if it is not such an event.
    pub fn parse(payload: &str) -> Option<Self> {
        serde_json::from_str(payload).ok()
    }
}

impl SqsRecord {
    /// How often it was received, this time included.
    pub fn receive_count(&self) -> u32 {
        self.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
    }
}

/// The messages that stay in the queue (`ReportBatchItemFailures`).
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchFailures {
    batch_item_failures: Vec<BatchItem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchItem {
    item_identifier: String,
}

impl FromIterator<String> for BatchFailures {
    fn from_iter<I: IntoIterator<Item = String>>(ids: I) -> Self {
        let items = ids.into_iter().map(|item_identifier| BatchItem { item_identifier });
        Self { batch_item_failures: items.collect() }
    }
}
