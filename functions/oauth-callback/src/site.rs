//! What the function is made of.

use countersign_core::{
    config::{Config, Subscribing},
    keys::webhook_secret_text,
    oauth::{KeysStored, ShopifyFlow, WooCommerceFlow},
    ports::{
        Clock, CurrentLabel, CurrentRows, KeyDeposit, KeyTrial, OAuthSecrets, PairDeposit, Pause, States,
        StoreWebhooks, SubscribeFault, Subscriptions, TokenEndpoint, TokenLeases, Wanted, WebhookMasters,
    },
    store::{Platform, ShopDomain},
    tokens::{AccessToken, Installer},
};

/// Everything outside the function, by port.
pub trait Outside {
    /// Our own secrets.
    type Secrets: OAuthSecrets;
    /// Installations under way.
    type States: States;
    /// The connections table.
    type Rows: TokenLeases + CurrentRows;
    /// The secrets of shops, to be written only.
    type Vault: PairDeposit + CurrentLabel;
    /// Shops.
    type Shopify: TokenEndpoint + Subscriptions;
    /// WooCommerce stores.
    type Stores: KeyTrial + StoreWebhooks;
    /// Where the keys of WooCommerce stores go.
    type Keys: KeyDeposit;
    /// What their webhooks' secrets are derived from.
    type Masters: WebhookMasters;
    /// Clock and waits.
    type Time: Clock + Pause;
}

/// The function. One per environment.
pub struct Site<'c, O: Outside> {
    /// The stage's policy.
    pub policy: &'c Config,
    /// The segment of every webhook's address that is this deployment's own.
    pub door_key: String,
    /// Proves what Shopify and its merchants send.
    pub shopify: ShopifyFlow<'c, &'c O::Secrets, &'c O::States>,
    /// Proves what WooCommerce stores and their merchants send.
    pub woocommerce: WooCommerceFlow<'c, &'c O::Secrets, &'c O::States>,
    /// Turns what shops granted into kept tokens.
    pub installer: Installer<O::Rows, O::Vault, O::Shopify, O::Time>,
    /// WooCommerce stores.
    pub stores: O::Stores,
    /// Where their keys go.
    pub keys: O::Keys,
    /// What their webhooks' secrets are derived from.
    pub masters: O::Masters,
}

impl<O: Outside> Site<'_, O> {
    /// Asks a shop for the webhooks that the policy wants, unless the app's TOML declares them; gives how many were made.
    pub(crate) async fn subscribe_shop(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
    ) -> Result<usize, SubscribeFault> {
        if self.policy.shopify_app.subscriptions == Subscribing::Declared {
            return Ok(0);
        }
        let topics = self.policy.topics(Platform::Shopify);
        let address = self.webhooks("shopify");
        self.installer.platform.subscribe(shop, token, Wanted { topics: &topics, address: &address }).await
    }

    /// Makes a WooCommerce store's webhooks, with the secret that is derived for it.
    pub(crate) async fn subscribe_store(&self, kept: &KeysStored) -> Result<usize, SubscribeFault> {
        let masters = self.masters.webhook_masters().await.map_err(|_| SubscribeFault::Unavailable)?;
        let store = kept.store();
        let secret = webhook_secret_text(&masters.current().key, self.policy.stage, store);
        let topics = self.policy.topics(Platform::WooCommerce);
        let address = format!("{}/{store}", self.webhooks("woocommerce"));
        let wanted = Wanted { topics: &topics, address: &address };
        self.stores.subscribe(kept.url(), kept.keys(), wanted, &secret).await
    }

    fn webhooks(&self, platform: &str) -> String {
        format!("{}/webhooks/{platform}/{}", self.shopify.settings.address, self.door_key)
    }
}
