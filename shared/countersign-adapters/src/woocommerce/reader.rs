//! Reads the keys of stores, for whoever checks that they still work.

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    oauth::ConsumerKeys,
    ports::{KeyReader, KeyedStore, VaultError},
    store::{Store, StoreUrl},
    tokens::StoredFault,
};
use zeroize::Zeroizing;

use super::wire::from_text;
use crate::secrets_manager::StoreSecrets;

/// The keys of stores, to be read.
pub struct WooCommerceKeyReader {
    secrets: StoreSecrets,
    stage: Stage,
}

impl WooCommerceKeyReader {
    /// Uses the secrets `{prefix}/woocommerce/{store}`.
    pub fn new(client: Client, prefix: String, stage: Stage) -> Self {
        Self { secrets: StoreSecrets::new(client, prefix), stage }
    }
}

impl KeyReader for WooCommerceKeyReader {
    async fn keys(&self, keyed: &KeyedStore) -> Result<Option<(StoreUrl, ConsumerKeys)>, VaultError> {
        let store = Store::WooCommerce(keyed.store.clone());
        let Some(text) = self.secrets.text(&store, &keyed.version).await? else { return Ok(None) };
        let text = Zeroizing::new(text);
        let read = from_text(&text, self.stage, &store);
        read.map(Some).map_err(|fault: StoredFault| VaultError::BadSecret { store, fault })
    }
}
