//! Tries keys out.

use countersign_core::{
    oauth::ConsumerKeys,
    ports::{KeyTrial, StoreKeysError},
    store::StoreUrl,
};

use super::client::{HttpWooCommerce, webhooks};

impl KeyTrial for HttpWooCommerce {
    /// Asks for one webhook: that is cheap, is answered to nobody without a key, and needs the right to manage the store,
    /// which our webhooks need, too. A store that redirects is at another address than was invited.
    async fn try_out(&self, url: &StoreUrl, keys: &ConsumerKeys) -> Result<(), StoreKeysError> {
        let get = self.caller.get(&webhooks(url, "?per_page=1"));
        let heard = self.hear(get, keys).await.map_err(|_| StoreKeysError::Unreachable)?;
        match heard.status {
            200 if heard.body.trim_ascii().starts_with(b"[") => Ok(()),
            401 | 403 => Err(StoreKeysError::NotAccepted),
            _ => Err(StoreKeysError::Unreachable),
        }
    }
}
