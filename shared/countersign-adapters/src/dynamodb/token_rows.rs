//! The connections table, as far as tokens go. Every fenced write is one conditional update on fence and owner.

use std::time::SystemTime;

use aws_sdk_dynamodb::{
    Client,
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use countersign_core::{
    ports::{
        Acquired, CurrentRows, DisconnectRows, DueStore, DueStores, Ending, Intention, LeaseClaim, Mark,
        MarkRows, NewCurrent, ParkedPage, ParkedStores, RowError, TokenLeases, Written,
    },
    store::Store,
    tokens::{AuditNote, ConnectionRow, Lease},
};

use super::{
    audit_wire,
    change::{Change, Expressions},
    due_stores,
    item::{Item, Unusable, find_number, find_text, millis, number, text},
    parked_stores,
    row_wire::{self, FORM, SHARDS, key, row},
    transaction::{Committed, Tables, commit},
    update::update_if,
};
use crate::aws::{Failure, failure};

const GRANT: &str =
    "SET #lease_owner = :owner, #lease_until = :until, #v = if_not_exists(#v, :v) ADD #fence :one";
const FREE: &str = "(attribute_not_exists(#lease_owner) OR attribute_not_exists(#lease_until) \
    OR #lease_until <= :now)";
const HELD: &str = "#fence = :the_fence AND #lease_owner = :the_owner";

/// The rows of stores, and the notes that are written along with some of their changes.
pub struct DynamoTokenRows {
    client: Client,
    table: String,
    audit: String,
}

impl DynamoTokenRows {
    /// The shards of the index of due stores, for whoever runs over all of them.
    pub const SHARDS: u8 = SHARDS;

    /// Uses `table`, whose key is `store` and whose index is `due`, and adds notes to `audit`.
    pub fn new(client: Client, table: String, audit: String) -> Self {
        Self { client, table, audit }
    }

    async fn fenced(&self, lease: &Lease, change: Change) -> Result<Written, RowError> {
        let change = under(lease, change);
        Ok(if self.update(lease, change).await?.is_ok() { Written::Done } else { Written::Stale })
    }

    /// The update; the row as it is, if its condition does not hold.
    async fn update(&self, lease: &Lease, change: Expressions) -> Result<Result<(), Item>, RowError> {
        update_if(&self.client, &self.table, key(&lease.store), change).await
    }

    async fn noted(&self, lease: &Lease, change: Change, note: &AuditNote) -> Result<Written, RowError> {
        let tables = Tables { rows: &self.table, audit: &self.audit };
        let (change, note) = (under(lease, change), audit_wire::note(note));
        match commit(&self.client, tables, key(&lease.store), change, note).await.map_err(to_error)? {
            Committed::Done => Ok(Written::Done),
            Committed::Unmet => Ok(Written::Stale),
        }
    }
}

impl TokenLeases for DynamoTokenRows {
    async fn row(&self, store: &Store) -> Result<Option<ConnectionRow>, RowError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(store)));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        answer.item.as_ref().map(row).transpose().map_err(unreadable)
    }

    async fn acquire(&self, claim: &LeaseClaim) -> Result<Acquired, RowError> {
        let owner = claim.owner.to_text();
        let update = self.client.update_item().table_name(&self.table).set_key(Some(key(&claim.store)));
        let update = ["v", "fence", "lease_owner", "lease_until"]
            .into_iter()
            .chain((!claim.create).then_some("store"))
            .fold(update, |update, name| update.expression_attribute_names(format!("#{name}"), name));
        let answer = update
            .update_expression(GRANT)
            .condition_expression(if claim.create {
                FREE.to_owned()
            } else {
                format!("attribute_exists(#store) AND {FREE}")
            })
            .expression_attribute_values(":owner", text(&*owner))
            .expression_attribute_values(":until", millis(claim.until))
            .expression_attribute_values(":now", millis(claim.now))
            .expression_attribute_values(":v", number(FORM))
            .expression_attribute_values(":one", number(1_u64))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let error = match answer {
            Ok(answer) => return granted(claim, &answer.attributes.unwrap_or_default()),
            Err(error) => error,
        };
        let Some(UpdateItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(to_error(failure("DynamoDB", &error)));
        };
        match failed.item() {
            // Our own lease, whose answer was lost on the way.
            Some(item) if find_text(item, "lease_owner") == Some(&*owner) => granted(claim, item),
            Some(_) => Ok(Acquired::Held),
            None => Ok(Acquired::Unknown),
        }
    }

    async fn intend(&self, lease: &Lease, intention: &Intention) -> Result<Written, RowError> {
        self.fenced(lease, row_wire::intend(&lease.store, intention)).await
    }

    async fn release(&self, lease: &Lease, ending: &Ending) -> Result<Written, RowError> {
        let change = || row_wire::release(&lease.store, ending);
        let Err(item) = self.update(lease, under(lease, change())).await? else { return Ok(Written::Done) };
        // Our own release, whose answer was lost on the way: nobody has taken a lease since.
        let ours = find_number(&item, "fence") == Some(lease.fence) && change().is_in(&item);
        Ok(if ours { Written::Done } else { Written::Stale })
    }
}

impl CurrentRows for DynamoTokenRows {
    async fn make_current(
        &self,
        lease: &Lease,
        change: &NewCurrent,
        note: &AuditNote,
    ) -> Result<Written, RowError> {
        self.noted(lease, row_wire::make_current(&lease.store, change), note).await
    }
}

impl MarkRows for DynamoTokenRows {
    async fn mark(&self, lease: &Lease, mark: Mark, note: &AuditNote) -> Result<Written, RowError> {
        self.noted(lease, row_wire::mark(mark), note).await
    }
}

impl DisconnectRows for DynamoTokenRows {
    async fn disconnect(&self, lease: &Lease, note: &AuditNote) -> Result<Written, RowError> {
        self.noted(lease, row_wire::disconnect(&lease.store), note).await
    }
}

impl DueStores for DynamoTokenRows {
    async fn due(&self, shard: u8, now: SystemTime, limit: usize) -> Result<Vec<DueStore>, RowError> {
        due_stores::due(&self.client, &self.table, shard, now, limit).await
    }
}

impl ParkedStores for DynamoTokenRows {
    async fn parked(&self, after: Option<&str>) -> Result<ParkedPage, RowError> {
        parked_stores::parked(&self.client, &self.table, after).await
    }
}

/// On the condition that the lease is in the row: neither passed on nor released.
fn under(lease: &Lease, change: Change) -> Expressions {
    let values = [("the_fence", number(lease.fence)), ("the_owner", text(lease.owner.to_text()))];
    change.only_if(HELD, &["fence", "lease_owner"], values)
}

fn granted(claim: &LeaseClaim, item: &Item) -> Result<Acquired, RowError> {
    let row = row(item).map_err(unreadable)?;
    let lease =
        Lease { store: claim.store.clone(), owner: claim.owner, fence: row.fence, until: claim.until };
    Ok(Acquired::Granted(lease, Box::new(row)))
}

fn unreadable(Unusable(name): Unusable) -> RowError {
    RowError::Unreadable(name)
}

pub(super) fn to_error(failure: Failure) -> RowError {
    match failure {
        Failure::Passing(summary) => RowError::Unavailable(summary.into()),
        Failure::Lasting(summary) => RowError::Refused(summary.into()),
    }
}
