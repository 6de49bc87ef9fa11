//! Installations under way, in a table that forgets them.

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::ReturnValue,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use countersign_core::{
    oauth::{KeptState, StateKey},
    ports::{States, StatesError},
};

use super::{
    item::{Item, Unusable, text},
    state_wire::{state, to_item},
};
use crate::aws::{Failure, failure};

/// States in one table.
pub struct DynamoStates {
    client: Client,
    table: String,
}

impl DynamoStates {
    /// Uses `table`, whose key is `state`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl States for DynamoStates {
    async fn begin(&self, state: &KeptState) -> Result<(), StatesError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(state)));
        let answer = put
            .condition_expression("attribute_not_exists(#state)")
            .expression_attribute_names("#state", "state")
            .send()
            .await;
        match answer {
            Err(error)
                if !matches!(refusal(&error), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(to_error(&error))
            }
            _ => Ok(()),
        }
    }

    async fn consume(&self, key: StateKey) -> Result<Option<KeptState>, StatesError> {
        let delete = self.client.delete_item().table_name(&self.table).key("state", text(key.to_hex()));
        let answer = delete
            .condition_expression("attribute_exists(#state)")
            .expression_attribute_names("#state", "state")
            .return_values(ReturnValue::AllOld)
            .send()
            .await;
        match answer {
            Ok(answer) => read(key, answer.attributes.as_ref()),
            Err(error) => match refusal(&error) {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(None),
                _ => Err(to_error(&error)),
            },
        }
    }

    async fn find(&self, key: StateKey) -> Result<Option<KeptState>, StatesError> {
        let get = self.client.get_item().table_name(&self.table).key("state", text(key.to_hex()));
        let answer = get.consistent_read(true).send().await.map_err(|error| to_error(&error))?;
        read(key, answer.item.as_ref())
    }
}

fn read(key: StateKey, item: Option<&Item>) -> Result<Option<KeptState>, StatesError> {
    let read = item.map(|item| state(key, item)).transpose();
    read.map_err(|Unusable(name)| StatesError::Refused(format!("a state without a usable `{name}`").into()))
}

fn refusal<E>(error: &SdkError<E, HttpResponse>) -> Option<&E> {
    error.as_service_error()
}

fn to_error<E: ProvideErrorMetadata + std::error::Error>(error: &SdkError<E, HttpResponse>) -> StatesError {
    match failure("DynamoDB", error) {
        Failure::Passing(summary) => StatesError::Unavailable(summary.into()),
        Failure::Lasting(summary) => StatesError::Refused(summary.into()),
    }
}
