//! What the function is made of.

use std::time::SystemTime;

use countersign_core::{
    hooks::Hooks,
    ports::{
        Clock, ConnectedStores, DisconnectRows, DueStores, KeyReader, KeyTrial, KeyedDisconnect, KeyedStores,
        LegacyTokens, PairDeposit, ParkedStores, RenewalPlatform, RenewalRows, RenewalVault, Rounds,
        StoreWebhooks, Subscriptions, Timing, WebhookMasters, WebhookRemoval,
    },
    tokens::{Installer, Refresher},
};

/// Everything outside the function, by port.
pub trait Outside {
    /// The connections table.
    type Rows: RenewalRows + DisconnectRows + DueStores + ParkedStores;
    /// The secrets of shops.
    type Vault: RenewalVault + PairDeposit + LegacyTokens;
    /// Shops.
    type Shopify: RenewalPlatform + Subscriptions;
    /// Clock and waits.
    type Time: Timing;
    /// WooCommerce stores.
    type Stores: KeyTrial + StoreWebhooks + WebhookRemoval;
    /// Which of them are connected.
    type Keyed: KeyedStores + KeyedDisconnect;
    /// All stores that are connected, and how far the round over them has come.
    type Round: ConnectedStores + Rounds;
    /// Their keys.
    type Keys: KeyReader;
    /// What their webhooks' secrets are derived from.
    type Masters: WebhookMasters;
}

/// The function. One per environment.
pub struct Keeper<'c, O: Outside> {
    /// Renews pairs.
    pub refresher: Refresher<O::Rows, O::Vault, O::Shopify, O::Time>,
    /// Turns tokens that never end into pairs.
    pub migrator: Installer<O::Rows, O::Vault, O::Shopify, O::Time>,
    /// The shards of the index of due stores.
    pub shards: Vec<u8>,
    /// What is asked of stores, by the stage's policy.
    pub hooks: Hooks<'c>,
    /// WooCommerce stores.
    pub stores: O::Stores,
    /// Which of them are connected.
    pub keyed: O::Keyed,
    /// All stores that are connected, and how far the round over them has come.
    pub round: O::Round,
    /// Their keys.
    pub keys: O::Keys,
    /// What their webhooks' secrets are derived from.
    pub masters: O::Masters,
}

impl<O: Outside> Keeper<'_, O> {
    pub(crate) fn now(&self) -> SystemTime {
        self.refresher.time.now()
    }
}
