//! The rows of stores that are connected by keys.

use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::RowError,
    store::{Store, StoreUrl},
    tokens::{AuditNote, Cause, Status, Step, VersionId},
};

use super::{
    audit_wire,
    change::{Change, Expressions},
    item::{Item, Unusable, flag, millis, number, optional_text, text},
    row_wire::{self, FORM, key},
    token_rows::to_error,
    transaction::{Committed, Tables, commit},
};
use crate::aws::failure;

/// What stands in a row only while somebody is at work on it, or is to be.
const LEASED: [&str; 6] = ["lease_owner", "lease_until", "intents", "failures", "due_shard", "due_at"];

/// Rows, and the notes written along with their changes.
pub(crate) struct KeyRows {
    client: Client,
    table: String,
    audit: String,
}

/// What is to be known of a row before it is changed; nothing, if there is no row.
#[derive(Default)]
pub(crate) struct KeyRow {
    pub(crate) fence: u64,
    pub(crate) current: Option<VersionId>,
    generation: u64,
    /// The address, unless the store is disconnected.
    pub(crate) connected_to: Option<String>,
    pub(crate) is_connected: bool,
}

/// A store that is to be connected.
pub(crate) struct Connecting<'a> {
    pub(crate) store: &'a Store,
    pub(crate) url: &'a StoreUrl,
    pub(crate) version: &'a VersionId,
    pub(crate) now: SystemTime,
}

impl KeyRows {
    pub(crate) fn new(client: Client, table: String, audit: String) -> Self {
        Self { client, table, audit }
    }

    pub(crate) async fn look(&self, store: &Store) -> Result<KeyRow, RowError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(store)));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        let row = answer.item.as_ref().map(read).transpose();
        row.map(Option::unwrap_or_default).map_err(|Unusable(name)| RowError::Unreadable(name))
    }

    /// Connects the store, if its row is as it was seen: as a lease that is granted, used and released in one write, so
    /// that whoever held one before is refused from now on.
    pub(crate) async fn connect(&self, seen: &KeyRow, connecting: &Connecting<'_>) -> Result<bool, RowError> {
        let (fence, generation) = (seen.fence + 1, seen.generation + 1);
        let version = connecting.version.clone();
        let step = Step::BecameCurrent { version, generation, cause: Cause::Install, repaired: false };
        let note = AuditNote { at: connecting.now, store: connecting.store.clone(), fence, step };
        let change = connected(connecting, fence, generation);
        self.commit(connecting.store, as_seen(seen, change), &note).await
    }

    /// Disconnects the store in the same way. The version of its keys stays: with them its webhooks can be taken away.
    pub(crate) async fn disconnect(
        &self,
        seen: &KeyRow,
        store: &Store,
        now: SystemTime,
    ) -> Result<bool, RowError> {
        let fence = seen.fence + 1;
        let note = AuditNote { at: now, store: store.clone(), fence, step: Step::DisconnectedByHand };
        let change = Change::default().set("status", text("disconnected")).set("fence", number(fence));
        let change = LEASED.into_iter().fold(change, Change::remove);
        self.commit(store, as_seen(seen, change), &note).await
    }

    async fn commit(&self, store: &Store, change: Expressions, note: &AuditNote) -> Result<bool, RowError> {
        let tables = Tables { rows: &self.table, audit: &self.audit };
        let committed = commit(&self.client, tables, key(store), change, audit_wire::note(note)).await;
        Ok(matches!(committed.map_err(to_error)?, Committed::Done))
    }
}

fn read(item: &Item) -> Result<KeyRow, Unusable> {
    let row = row_wire::row(item)?;
    let url = optional_text(item, "url")?.filter(|_| row.status != Some(Status::Disconnected));
    Ok(KeyRow {
        fence: row.fence,
        current: row.current,
        generation: row.generation,
        connected_to: url.map(str::to_owned),
        is_connected: row.status == Some(Status::Connected),
    })
}

fn connected(connecting: &Connecting<'_>, fence: u64, generation: u64) -> Change {
    let change = Change::default()
        .set("v", number(FORM))
        .set("status", text("connected"))
        .set("credentials", text("good"))
        .set("url", text(connecting.url.as_str()))
        .set("fence", number(fence))
        .set("generation", number(generation))
        .set("current_version", text(connecting.version.as_str()))
        .set("settled", flag(false))
        .set("installed_at", millis(connecting.now));
    LEASED.into_iter().fold(change, Change::remove)
}

fn as_seen(seen: &KeyRow, change: Change) -> Expressions {
    if seen.fence == 0 {
        return change.only_if("attribute_not_exists(#fence)", &[], []);
    }
    change.only_if("#fence = :seen_fence", &[], [("seen_fence", number(seen.fence))])
}
