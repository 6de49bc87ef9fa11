//! What stores are asked to send us: which topics, where to, and with which secret.

use crate::{
    config::{Config, Subscribing},
    keys::{KeyRing, webhook_secret_text},
    oauth::{ConsumerKeys, OwnAddress},
    ports::{Asked, StoreWebhooks, SubscribeFault, Subscriptions, Wanted, WebhookRemoval},
    store::{Platform, ShopDomain, StoreUrl, WooStoreId},
    tokens::AccessToken,
};

/// Asks stores for their webhooks. To ask again changes nothing but what is missing, paused or signed with an older secret.
pub struct Hooks<'c> {
    /// The stage's policy.
    pub policy: &'c Config,
    /// Our own address.
    pub address: OwnAddress,
    /// The segment of every webhook's address that is this deployment's own.
    pub door_key: String,
}

impl Hooks<'_> {
    /// Whether shops are asked at all, or the app's TOML declares for all of them what they send.
    pub fn are_made_in_shops(&self) -> bool {
        self.policy.shopify_app.subscriptions == Subscribing::Made
    }

    /// Asks a shop for what the policy wants, unless the app's TOML declares it.
    pub async fn ask_shop(
        &self,
        shops: &impl Subscriptions,
        shop: &ShopDomain,
        token: &AccessToken,
    ) -> Asked {
        if !self.are_made_in_shops() {
            return Asked::default();
        }
        let topics = self.policy.topics(Platform::Shopify);
        let address = format!("{}/webhooks/shopify/{}", self.address, self.door_key);
        shops.subscribe(shop, token, Wanted { topics: &topics, address: &address }).await
    }

    /// Makes a WooCommerce store's webhooks with the secret that the current master gives, and gives that secret to those
    /// that are there: so a new master reaches every store, while deliveries under the older one are still taken.
    pub async fn ask_store(
        &self,
        stores: &impl StoreWebhooks,
        masters: &KeyRing,
        (store, url): (&WooStoreId, &StoreUrl),
        keys: &ConsumerKeys,
    ) -> Asked {
        let secret = webhook_secret_text(&masters.current().key, self.policy.stage, store);
        let topics = self.policy.topics(Platform::WooCommerce);
        let address = self.address_for(store);
        stores.subscribe(url, keys, Wanted { topics: &topics, address: &address }, &secret).await
    }

    /// Takes a WooCommerce store's webhooks away; gives how many there were.
    pub async fn leave_store(
        &self,
        stores: &impl WebhookRemoval,
        (store, url): (&WooStoreId, &StoreUrl),
        keys: &ConsumerKeys,
    ) -> Result<usize, SubscribeFault> {
        stores.unsubscribe(url, keys, &self.address_for(store)).await
    }

    fn address_for(&self, store: &WooStoreId) -> String {
        format!("{}/webhooks/woocommerce/{}/{store}", self.address, self.door_key)
    }
}
