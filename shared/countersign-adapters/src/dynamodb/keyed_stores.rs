//! Connected WooCommerce stores, one at a time.

use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{Disconnected, KeyedDisconnect, KeyedStore, KeyedStores, RowError},
    store::{Store, WooStoreId},
};

use super::{KeyRow, KeyRows};

const TRIES: u32 = 5;

/// The connections table as those see it who work with keys.
pub struct DynamoKeyedStores(KeyRows);

impl DynamoKeyedStores {
    /// Uses `table`, whose key is `store`, and adds notes to `audit`.
    pub fn new(client: Client, table: String, audit: String) -> Self {
        Self(KeyRows::new(client, table, audit))
    }
}

impl KeyedStores for DynamoKeyedStores {
    async fn keyed_store(&self, store: &WooStoreId) -> Result<Option<KeyedStore>, RowError> {
        let row = self.0.look(&Store::WooCommerce(store.clone())).await?;
        let version = row.current.filter(|_| row.is_connected);
        Ok(version.map(|version| KeyedStore { store: store.clone(), version }))
    }
}

impl KeyedDisconnect for DynamoKeyedStores {
    async fn disconnect(
        &self,
        store: &WooStoreId,
        now: SystemTime,
    ) -> Result<Option<Disconnected>, RowError> {
        let name = Store::WooCommerce(store.clone());
        let mut was_connected = false;
        for _ in 0..TRIES {
            let seen = self.0.look(&name).await?;
            let Some(version) = seen.current.clone() else { return Ok(None) };
            if !seen.is_connected {
                let keyed = KeyedStore { store: store.clone(), version };
                return Ok(Some(Disconnected { keyed, was_connected }));
            }
            was_connected = true;
            self.try_once(&seen, &name, now).await?;
        }
        Err(RowError::Unavailable("the row changed again and again".into()))
    }
}

impl DynamoKeyedStores {
    /// Whether it was written is not known if no answer comes, or if the row has changed; the row will tell.
    async fn try_once(&self, seen: &KeyRow, store: &Store, now: SystemTime) -> Result<(), RowError> {
        match self.0.disconnect(seen, store, now).await {
            Ok(_) | Err(RowError::Unavailable(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
