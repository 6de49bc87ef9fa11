//! Connected WooCommerce stores. They are found by reading the whole table, once a day: a store's row is small, and an
//! index for this alone would cost a write with every change of any row.

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{KeyedPage, KeyedStore, KeyedStores, RowError},
    store::{Store, WooStoreId},
    tokens::{ConnectionRow, Status},
};

use super::{
    item::{Item, Unusable, get_text, text},
    row_wire::{key, row},
    token_rows::to_error,
};
use crate::aws::failure;

/// The connections table as the check of keys sees it.
pub struct DynamoKeyedStores {
    client: Client,
    table: String,
}

impl DynamoKeyedStores {
    /// Reads `table`, whose key is `store`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl KeyedStores for DynamoKeyedStores {
    async fn keyed(&self, after: Option<&str>) -> Result<KeyedPage, RowError> {
        let scan = self.client.scan().table_name(&self.table);
        let scan = scan
            .filter_expression("begins_with(#store, :platform)")
            .expression_attribute_names("#store", "store")
            .expression_attribute_values(":platform", text("woocommerce#"));
        let scan = after.into_iter().fold(scan, |scan, store| scan.exclusive_start_key("store", text(store)));
        let answer = scan.send().await.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        let next = answer.last_evaluated_key.as_ref().map(|key| get_text(key, "store").map(str::to_owned));
        Ok(KeyedPage {
            stores: answer.items().iter().filter_map(readable).collect(),
            next: next.transpose().map_err(|Unusable(name)| RowError::Unreadable(name))?,
        })
    }

    async fn keyed_store(&self, store: &WooStoreId) -> Result<Option<KeyedStore>, RowError> {
        let name = Store::WooCommerce(store.clone());
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(&name)));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        let read = answer.item.as_ref().map(row).transpose();
        let read = read.map_err(|Unusable(name)| RowError::Unreadable(name))?;
        Ok(read.and_then(|row| connected(store.clone(), row)))
    }
}

/// One row that nobody of ours wrote must not keep all others waiting.
fn readable(item: &Item) -> Option<KeyedStore> {
    let store = get_text(item, "store").ok().and_then(Store::parse)?;
    let Store::WooCommerce(store) = store else { return None };
    match row(item) {
        Ok(row) => connected(store, row),
        Err(Unusable(name)) => {
            tracing::error!(
                code = "row_damaged",
                "the connections table holds a store's row without a usable `{name}`"
            );
            None
        }
    }
}

fn connected(store: WooStoreId, row: ConnectionRow) -> Option<KeyedStore> {
    let version = row.current.filter(|_| row.status == Some(Status::Connected))?;
    Some(KeyedStore { store, version })
}
