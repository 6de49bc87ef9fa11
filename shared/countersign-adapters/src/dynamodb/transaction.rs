//! A change of a row together with its audit note: both, or neither.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};

use super::{change::Expressions, item::Item};
use crate::aws::{Failure, Summary, cancelled, failure};

const UNMET: &str = "ConditionalCheckFailed";

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

/// Writes both. The client names each call by a token, so that its own repeat after a lost answer is answered as the first
/// try was. A caller's repeat finds its note there, and with it the change; a note is never replaced.
pub(super) async fn commit(
    client: &Client,
    tables: Tables<'_>,
    key: Item,
    change: Expressions,
    note: Item,
) -> Result<Committed, Failure> {
    let Ok((update, put)) = actions(&tables, key, change, note.clone()) else {
        return Err(Failure::Lasting(Summary::new("DynamoDB", "nothing: the request is not valid")));
    };
    let call = client.transact_write_items();
    let call = call.transact_items(TransactWriteItem::builder().update(update).build());
    let call = call.transact_items(TransactWriteItem::builder().put(put).build());
    match call.send().await {
        Ok(_) => Ok(Committed::Done),
        Err(error) => judged(&error, &note),
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
    let put = Put::builder()
        .table_name(tables.audit)
        .set_item(Some(note))
        .condition_expression("attribute_not_exists(#entry)")
        .expression_attribute_names("#entry", "entry")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok((update, put))
}

/// The reasons stand in the order of the actions, and the row comes first.
fn judged(error: &SdkError<TransactWriteItemsError>, note: &Item) -> Result<Committed, Failure> {
    let Some(TransactWriteItemsError::TransactionCanceledException(refusal)) = error.as_service_error()
    else {
        return Err(failure("DynamoDB", error));
    };
    let reasons = refusal.cancellation_reasons();
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code().unwrap_or("None")).collect();
    match codes[..] {
        [UNMET, ..] => Ok(Committed::Unmet),
        [_, UNMET] if reasons[1].item() == Some(note) => Ok(Committed::Done),
        [_, UNMET] => Err(Failure::Lasting(Summary::new("DynamoDB", "another note in this one's place"))),
        _ => Err(cancelled("DynamoDB", &codes)),
    }
}
