//! The state of deliveries in the deliveries table.

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use countersign_core::{
    event::EventId,
    partner::PartnerName,
    ports::{Attempt, Claim, DueDelivery, Entropy, Ledger, LedgerError, Settlement},
};

use super::{
    item::{Item, Unusable, find_millis, find_text, millis, number, seconds, text},
    ledger_wire::{SHARDS, attempt, due, key, settle},
};
use crate::{
    SystemEntropy,
    aws::{Failure, failure},
};

/// Absent, or open and idle and due, or parked and due. Times are compared here: the table's time to live only tidies.
const CLAIMABLE: &str = "attribute_not_exists(event) \
    OR (#state = :open AND (attribute_not_exists(leased_until) OR leased_until <= :now) \
        AND (attribute_not_exists(due_at) OR due_at <= :now)) \
    OR (#state = :parked AND due_at <= :now)";
const CLAIM: &str = "SET #state = :open, claim = :claim, leased_until = :until, updated_at = :now, \
    v = :v, expires_at = if_not_exists(expires_at, :expires) REMOVE due_shard, due_at ADD attempts :one";

/// The ledger in one table.
pub struct DynamoLedger {
    client: Client,
    table: String,
    memory: Duration,
}

impl DynamoLedger {
    /// Uses `table`, whose key is `event` and `partner`, and keeps rows for as long as the journal its entries.
    pub fn new(client: Client, table: String, memory: Duration) -> Self {
        Self { client, table, memory }
    }

    fn update(&self, event: EventId, partner: &PartnerName) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.set_key(Some(key(event, partner))).expression_attribute_names("#state", "state")
    }

    async fn due_in(&self, shard: u8, now: SystemTime, limit: i32) -> Result<Vec<DueDelivery>, LedgerError> {
        let query = self.client.query().table_name(&self.table).index_name("due").limit(limit);
        let answer = query
            .key_condition_expression("due_shard = :shard AND due_at <= :now")
            .expression_attribute_values(":shard", text(shard.to_string()))
            .expression_attribute_values(":now", millis(now))
            .send()
            .await
            .map_err(|error| to_error(&error))?;
        Ok(answer.items().iter().filter_map(readable).collect())
    }
}

impl Ledger for DynamoLedger {
    async fn claim(
        &self,
        event: EventId,
        partner: &PartnerName,
        now: SystemTime,
        lease: Duration,
    ) -> Result<Claim, LedgerError> {
        let claim = token();
        let update = self.update(event, partner).update_expression(CLAIM).condition_expression(CLAIMABLE);
        let answer = update
            .expression_attribute_values(":open", text("open"))
            .expression_attribute_values(":parked", text("parked"))
            .expression_attribute_values(":claim", text(&*claim))
            .expression_attribute_values(":until", millis(now + lease))
            .expression_attribute_values(":now", millis(now))
            .expression_attribute_values(":expires", seconds(now + self.memory))
            .expression_attribute_values(":v", number(1_u64))
            .expression_attribute_values(":one", number(1_u64))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let row = match answer {
            Ok(answer) => answer.attributes.unwrap_or_default(),
            Err(error) => match held(&error) {
                // Our own claim, whose answer was lost on the way.
                Some(row) if find_text(row, "claim") == Some(claim.as_str()) => row.clone(),
                Some(row) => return Ok(refused(row, now)),
                None => return Err(to_error(&error)),
            },
        };
        attempt(&row, event, partner).map(Claim::Granted).map_err(unreadable)
    }

    async fn settle(
        &self,
        attempt: &Attempt,
        settlement: Settlement,
        now: SystemTime,
    ) -> Result<(), LedgerError> {
        let (expression, values) = settle(attempt, &settlement, now);
        let mut update = self.update(attempt.event, &attempt.partner).update_expression(expression);
        for (name, value) in values {
            update = update.expression_attribute_values(name, value);
        }
        let answer = update
            .condition_expression("claim = :claim")
            .expression_attribute_values(":claim", text(&*attempt.token))
            .send()
            .await;
        unless_passed_on(answer.map(|_| ()))
    }

    async fn due(&self, now: SystemTime, limit: i32) -> Result<Vec<DueDelivery>, LedgerError> {
        let mut all = Vec::new();
        for shard in 0..SHARDS {
            all.extend(self.due_in(shard, now, limit).await?);
        }
        all.sort_by_key(|delivery| delivery.due_at);
        Ok(all)
    }

    async fn unpark(&self, due: &DueDelivery) -> Result<(), LedgerError> {
        let answer = self
            .update(due.event, &due.partner)
            .update_expression("SET #state = :open REMOVE due_shard")
            .condition_expression("#state = :parked AND due_at = :due")
            .expression_attribute_values(":open", text("open"))
            .expression_attribute_values(":parked", text("parked"))
            .expression_attribute_values(":due", millis(due.due_at))
            .send()
            .await;
        unless_passed_on(answer.map(|_| ()))
    }
}

/// One row that nobody of ours wrote must not keep all others waiting.
fn readable(item: &Item) -> Option<DueDelivery> {
    let read = due(item);
    if let Err(Unusable(name)) = &read {
        tracing::error!(code = "row_damaged", "the ledger holds a parked row without a usable `{name}`");
    }
    read.ok()
}

fn token() -> String {
    let random: [u8; 8] = (&SystemEntropy as &dyn Entropy).bytes();
    format!("{:016x}", u64::from_be_bytes(random))
}

fn held(error: &SdkError<UpdateItemError>) -> Option<&Item> {
    let Some(UpdateItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
        return None;
    };
    failed.item()
}

/// An open delivery may have no other message than the one at hand.
fn refused(row: &Item, now: SystemTime) -> Claim {
    let later = |name| find_millis(row, name).and_then(|time| time.duration_since(now).ok());
    match find_text(row, "state") {
        Some("open") => Claim::NotNow(later("leased_until").or(later("due_at")).unwrap_or_default()),
        Some("parked") => Claim::of_parked(find_millis(row, "due_at").unwrap_or(now), now),
        _ => Claim::Settled,
    }
}

/// A row that is no longer ours to settle is left as its new holder keeps it.
fn unless_passed_on(answer: Result<(), SdkError<UpdateItemError, HttpResponse>>) -> Result<(), LedgerError> {
    match answer {
        Err(error)
            if !matches!(
                error.as_service_error(),
                Some(UpdateItemError::ConditionalCheckFailedException(_))
            ) =>
        {
            Err(to_error(&error))
        }
        _ => Ok(()),
    }
}

fn unreadable(Unusable(name): Unusable) -> LedgerError {
    LedgerError::Unreadable(name)
}

fn to_error<E: ProvideErrorMetadata + std::error::Error>(error: &SdkError<E, HttpResponse>) -> LedgerError {
    match failure("DynamoDB", error) {
        Failure::Passing(summary) => LedgerError::Unavailable(summary.into()),
        Failure::Lasting(summary) => LedgerError::Refused(summary.into()),
    }
}
