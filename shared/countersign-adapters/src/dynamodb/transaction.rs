//! A change of a row together with its audit note: both, or neither.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{Put, TransactWriteItem, Update},
};

use super::{change::Expressions, item::Item};
use crate::aws::{Failure, Summary, cancelled, failure};

/// What became of a transaction.
pub(super) enum Committed {
    /// Both are written.
    Done,
    /// The row's condition does not hold; neither is written.
    Unmet,
}

/// The tables, of which the first decides.
pub(super) struct Tables<'a> {
    pub(super) rows: &'a str,
    pub(super) audit: &'a str,
}

/// Writes both. The client names each call by a token, so that a repeat after a lost answer is answered as the first try
/// was.
pub(super) async fn commit(
    client: &Client,
    tables: Tables<'_>,
    key: Item,
    change: Expressions,
    note: Item,
) -> Result<Committed, Failure> {
    let Ok((update, put)) = actions(&tables, key, change, note) else {
        return Err(Failure::Lasting(Summary::new("DynamoDB", "nothing: the request is not valid")));
    };
    let call = client.transact_write_items();
    let call = call.transact_items(TransactWriteItem::builder().update(update).build());
    let call = call.transact_items(TransactWriteItem::builder().put(put).build());
    match call.send().await {
        Ok(_) => Ok(Committed::Done),
        Err(error) if is_unmet(&error) => Ok(Committed::Unmet),
        Err(error) => Err(sorted(&error)),
    }
}

fn actions(
    tables: &Tables<'_>,
    key: Item,
    change: Expressions,
    note: Item,
) -> Result<(Update, Put), BuildError> {
    let update = Update::builder()
        .table_name(tables.rows)
        .set_key(Some(key))
        .update_expression(change.update)
        .condition_expression(change.condition)
        .set_expression_attribute_names(Some(change.names.into_iter().collect()))
        .set_expression_attribute_values(Some(change.values))
        .build()?;
    let put = Put::builder().table_name(tables.audit).set_item(Some(note)).build()?;
    Ok((update, put))
}

/// The reasons stand in the order of the actions, and the row comes first.
fn reasons(error: &SdkError<TransactWriteItemsError>) -> Option<Vec<&str>> {
    let Some(TransactWriteItemsError::TransactionCanceledException(refusal)) = error.as_service_error()
    else {
        return None;
    };
    let reasons = refusal.cancellation_reasons().iter();
    Some(reasons.map(|reason| reason.code().unwrap_or("None")).collect())
}

fn is_unmet(error: &SdkError<TransactWriteItemsError>) -> bool {
    reasons(error).is_some_and(|reasons| reasons.first() == Some(&"ConditionalCheckFailed"))
}

fn sorted(error: &SdkError<TransactWriteItemsError>) -> Failure {
    reasons(error).map_or_else(|| failure("DynamoDB", error), |reasons| cancelled("DynamoDB", &reasons))
}
