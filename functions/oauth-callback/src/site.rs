//! What the function is made of.

use std::time::{Duration, SystemTime};

use countersign_core::{
    hooks::Hooks,
    oauth::{KeysStored, ShopifyFlow, WooCommerceFlow},
    ports::{
        Asked, CurrentLabel, CurrentRows, KeyDeposit, KeyTrial, OAuthSecrets, PairDeposit, States,
        StoreWebhooks, SubscribeFault, Subscriptions, Timing, TokenEndpoint, TokenLeases, WebhookMasters,
    },
    store::ShopDomain,
    tokens::{AccessToken, Installer},
};

/// The longest that a store's webhooks may take. What is missing then is asked for another time.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is kept back for the answer, which a store must have to keep the keys it gave us; two seconds with [`crate::MARGIN`].
const ANSWERING: Duration = Duration::from_millis(1_500);

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
    type Time: Timing;
}

/// The function. One per environment.
pub struct Site<'c, O: Outside> {
    /// What is asked of stores, by the stage's policy.
    pub hooks: Hooks<'c>,
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
    /// Asks a shop for its webhooks.
    pub(crate) async fn subscribe_shop(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        until: SystemTime,
    ) -> Asked {
        self.in_time(until, self.hooks.ask_shop(&self.installer.platform, shop, token)).await
    }

    /// Makes a WooCommerce store's webhooks.
    pub(crate) async fn subscribe_store(&self, kept: &KeysStored, until: SystemTime) -> Asked {
        self.in_time(until, async {
            let Ok(masters) = self.masters.webhook_masters().await else {
                return SubscribeFault::Unavailable.into();
            };
            let place = (kept.store(), kept.url());
            self.hooks.ask_store(&self.stores, &masters, place, kept.keys()).await
        })
        .await
    }

    /// Somebody waits for our answer: a merchant, or a store that deletes its keys if none comes.
    async fn in_time(&self, until: SystemTime, asking: impl Future<Output = Asked>) -> Asked {
        let left = until.duration_since(self.now()).unwrap_or_default();
        let limit = PATIENCE.min(left.saturating_sub(ANSWERING));
        tokio::time::timeout(limit, asking).await.unwrap_or(SubscribeFault::Unavailable.into())
    }
}
