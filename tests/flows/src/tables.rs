//! What the tables hold.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{System, until};

/// One item of a table.
pub type Item = HashMap<String, AttributeValue>;

/// A text attribute; an empty text if it is not there.
pub fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// A number attribute; zero if it is not there.
pub fn number(item: &Item, name: &str) -> u64 {
    item.get(name).and_then(|value| value.as_n().ok()?.parse().ok()).unwrap_or_default()
}

impl System {
    /// Every item of the table with this logical id.
    pub async fn items(&self, table: &str) -> Vec<Item> {
        let scan = self.stack().aws.dynamodb().scan().table_name(self.stack().table(table));
        let items = scan.consistent_read(true).into_paginator().items().send();
        items.collect::<Result<_, _>>().await.unwrap()
    }

    /// The entries of the journal, without the pieces of large payloads.
    pub async fn entries(&self) -> Vec<Item> {
        let mut items = self.items("Journal").await;
        items.retain(|item| text(item, "part").starts_with("head#"));
        items
    }

    /// The row of one delivery, once it is in `state`.
    pub async fn row(&self, event: &str, partner: &str, state: &str) -> Item {
        until(&format!("{event} at {partner} is {state}"), async || {
            self.look_at_row(event, partner).await.filter(|row| text(row, "state") == state)
        })
        .await
    }

    /// The row of one delivery as it is now.
    pub async fn look_at_row(&self, event: &str, partner: &str) -> Option<Item> {
        let get = self.stack().aws.dynamodb().get_item().table_name(self.stack().table("Deliveries"));
        let get = get.key("event", AttributeValue::S(event.to_owned())).consistent_read(true);
        get.key("partner", AttributeValue::S(partner.to_owned())).send().await.unwrap().item
    }
}
