//! What stores tell of themselves, written down: a change and its audit note, or neither.
//!
//! A request has a `due_shard` only while it is open, so the index `due` holds the open ones.

use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use countersign_core::{
    event::EventId,
    ports::{ComplianceRequest, LifecycleRecords, Recorded, RowError, ScopesChange},
    store::Store,
};
use futures_util::future::try_join_all;

use super::{
    change::Change,
    item::{Item, Unusable, get_millis, millis, number, text},
    row_wire::{SHARDS, key},
    token_rows::to_error,
    transaction::{Committed, Tables, commit},
};
use crate::aws::failure;

/// Scopes go into the store's row unless something later is known; an installation after the change knows better, and so
/// does a token that was issued after it.
const LATER: &str = "attribute_exists(#store) AND (attribute_not_exists(#scopes_at) OR #scopes_at < :since) \
    AND (attribute_not_exists(#installed_at) OR #installed_at <= :since) \
    AND (attribute_not_exists(#token_issued_at) OR #token_issued_at <= :since)";
const KNOWN: [&str; 4] = ["store", "scopes_at", "installed_at", "token_issued_at"];
const NEW: &str = "attribute_not_exists(#request)";

/// The tables that `store-lifecycle` writes to beside those of tokens.
pub struct DynamoLifecycleRecords {
    client: Client,
    connections: String,
    compliance: String,
    audit: String,
}

impl DynamoLifecycleRecords {
    /// Uses the tables of connections (key `store`), of compliance requests (key `request`) and of audit notes.
    pub fn new(client: Client, connections: String, compliance: String, audit: String) -> Self {
        Self { client, connections, compliance, audit }
    }

    async fn open_in(&self, shard: u8) -> Result<Vec<SystemTime>, RowError> {
        let mut due = Vec::new();
        let mut from = None;
        loop {
            let query = self.client.query().table_name(&self.compliance).index_name("due");
            let answer = query
                .key_condition_expression("due_shard = :shard")
                .expression_attribute_values(":shard", text(shard.to_string()))
                .projection_expression("due_at")
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| to_error(failure("DynamoDB", &error)))?;
            for item in answer.items() {
                due.push(get_millis(item, "due_at").map_err(|Unusable(name)| RowError::Unreadable(name))?);
            }
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(due);
            }
        }
    }
}

impl LifecycleRecords for DynamoLifecycleRecords {
    async fn record_scopes(&self, news: &ScopesChange) -> Result<Recorded, RowError> {
        let since = millis(news.since);
        let change = Change::default()
            .set("scopes", text(news.scopes.to_string()))
            .set("scopes_at", since.clone())
            .only_if(LATER, &KNOWN, [("since", since)]);
        let mut note = note(&news.store, news.event, "store.scopes_changed");
        note.extend([
            ("scopes".to_owned(), text(news.scopes.to_string())),
            ("at".to_owned(), millis(news.at)),
        ]);
        let tables = Tables { rows: &self.connections, audit: &self.audit };
        let committed = commit(&self.client, tables, key(&news.store), change, note).await;
        committed.map(Recorded::from).map_err(to_error)
    }

    async fn open_requests(&self) -> Result<Vec<SystemTime>, RowError> {
        let shards = try_join_all((0..SHARDS).map(|shard| self.open_in(shard))).await?;
        Ok(shards.concat())
    }

    async fn record_request(&self, request: &ComplianceRequest) -> Result<Recorded, RowError> {
        let change = Change::default()
            .set("v", number(1_u64))
            .set("store", text(request.store.to_string()))
            .set("kind", text(request.kind.as_str()))
            .set("state", text("open"))
            .set("received_at", millis(request.received_at))
            .set("due_shard", text(request.event.shard(SHARDS).to_string()))
            .set("due_at", millis(request.due_at))
            .only_if(NEW, &["request"], []);
        let mut note = note(&request.store, request.event, "compliance.requested");
        note.extend([
            ("kind".to_owned(), text(request.kind.as_str())),
            ("at".to_owned(), millis(request.received_at)),
            ("due_at".to_owned(), millis(request.due_at)),
        ]);
        let tables = Tables { rows: &self.compliance, audit: &self.audit };
        let key = Item::from([("request".to_owned(), text(request.event.to_string()))]);
        let committed = commit(&self.client, tables, key, change, note).await;
        committed.map(Recorded::from).map_err(to_error)
    }
}

/// A note whose place follows from the event, so that a repeated transaction finds it there.
fn note(store: &Store, event: EventId, step: &str) -> Item {
    let store = store.to_string();
    Item::from([
        ("stream".to_owned(), text(&*store)),
        ("entry".to_owned(), text(format!("event#{event}#{step}"))),
        ("v".to_owned(), number(1_u64)),
        ("store".to_owned(), text(store)),
        ("step".to_owned(), text(step)),
        ("event".to_owned(), text(event.to_string())),
    ])
}

impl From<Committed> for Recorded {
    fn from(committed: Committed) -> Self {
        match committed {
            Committed::Done => Self::New,
            Committed::Unmet => Self::Known,
        }
    }
}
