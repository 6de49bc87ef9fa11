//! One item, changed if a condition holds.

use aws_sdk_dynamodb::{
    Client, operation::update_item::UpdateItemError, types::ReturnValuesOnConditionCheckFailure,
};
use countersign_core::ports::RowError;

use super::{change::Expressions, item::Item, token_rows::to_error};
use crate::aws::failure;

/// The update; the item as it is, if its condition does not hold. That may be because it was done before: the client repeats
/// a call whose answer was lost.
pub(super) async fn update_if(
    client: &Client,
    table: &str,
    key: Item,
    change: Expressions,
) -> Result<Result<(), Item>, RowError> {
    let update = client.update_item().table_name(table).set_key(Some(key));
    let answer = update
        .update_expression(change.update)
        .condition_expression(change.condition)
        .set_expression_attribute_names(Some(change.names.into_iter().collect()))
        .set_expression_attribute_values(Some(change.values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await;
    let Err(error) = answer else { return Ok(Ok(())) };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
            Ok(Err(failed.item().cloned().unwrap_or_default()))
        }
        _ => Err(to_error(failure("DynamoDB", &error))),
    }
}
