//! Reads the whole journal table, page by page, for whoever verifies it.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use countersign_core::{
    journal::{Entry, Head},
    ports::ReadError,
};

use super::{
    item::{Item, Unusable, find_text},
    journal_wire::from_item,
};
use crate::aws::{Failure, failure};

/// One head as it was found.
#[derive(Debug)]
pub enum Scanned {
    /// Readable; whether it is as it was written is for the verifier to say.
    Entry(Box<Entry>),
    /// Not as we write entries.
    Unreadable {
        /// The partition key, as found.
        id: String,
        /// The attribute that is missing or of another kind.
        attribute: &'static str,
    },
}

/// A reader of all heads. Pieces of payloads are passed over.
pub struct DynamoJournalScan {
    client: Client,
    table: String,
    next: Next,
}

enum Next {
    Page(Option<Item>),
    End,
}

impl DynamoJournalScan {
    /// Begins at the first item of `table`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table, next: Next::Page(None) }
    }

    /// The next page, or none after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<Scanned>>, ReadError> {
        let Next::Page(start) = &self.next else { return Ok(None) };
        let scan = self.client.scan().table_name(&self.table).consistent_read(true);
        let answer = scan.set_exclusive_start_key(start.clone()).send().await;
        let page = answer.map_err(|error| match failure("DynamoDB", &error) {
            Failure::Passing(summary) => ReadError::Unavailable(summary.into()),
            Failure::Lasting(summary) => ReadError::Refused(summary.into()),
        })?;
        self.next = page.last_evaluated_key.map_or(Next::End, |key| Next::Page(Some(key)));
        Ok(Some(page.items.unwrap_or_default().iter().filter(|item| is_head(item)).map(scanned).collect()))
    }
}

/// An item that is neither a head nor a piece is looked at too: nobody of ours wrote it.
fn is_head(item: &Item) -> bool {
    let part = item.get("part").and_then(|part: &AttributeValue| part.as_s().ok());
    part.is_none_or(|part| Head::parse(part).is_some() || !part.starts_with("part#"))
}

fn scanned(item: &Item) -> Scanned {
    match from_item(item) {
        Ok(entry) => Scanned::Entry(Box::new(entry)),
        Err(Unusable(attribute)) => {
            Scanned::Unreadable { id: find_text(item, "id").unwrap_or_default().to_owned(), attribute }
        }
    }
}
