//! The index of due stores.

use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{DueStore, RowError},
    store::Store,
};

use super::{
    item::{Item, Unusable, get_millis, get_text, millis, text},
    token_rows::to_error,
};
use crate::aws::failure;

/// At most `limit` readable stores of a shard, however many unreadable ones stand before them.
pub(super) async fn due(
    client: &Client,
    table: &str,
    shard: u8,
    now: SystemTime,
    limit: usize,
) -> Result<Vec<DueStore>, RowError> {
    let mut found = Vec::new();
    let mut from = None;
    while found.len() < limit {
        let missing = i32::try_from(limit - found.len()).unwrap_or(i32::MAX);
        let query = client.query().table_name(table).index_name("due").limit(missing);
        let answer = query
            .key_condition_expression("due_shard = :shard AND due_at <= :now")
            .expression_attribute_values(":shard", text(shard.to_string()))
            .expression_attribute_values(":now", millis(now))
            .set_exclusive_start_key(from)
            .send()
            .await
            .map_err(|error| to_error(failure("DynamoDB", &error)))?;
        found.extend(answer.items().iter().filter_map(readable));
        from = answer.last_evaluated_key;
        if from.is_none() {
            break;
        }
    }
    Ok(found)
}

/// One row that nobody of ours wrote must not keep all others waiting.
fn readable(item: &Item) -> Option<DueStore> {
    let read = due_store(item);
    if let Err(Unusable(name)) = &read {
        tracing::error!(
            code = "row_damaged",
            "the connections table holds a due row without a usable `{name}`"
        );
    }
    read.ok()
}

fn due_store(item: &Item) -> Result<DueStore, Unusable> {
    let store = Store::parse(get_text(item, "store")?).ok_or(Unusable("store"))?;
    Ok(DueStore { store, due_at: get_millis(item, "due_at")? })
}
