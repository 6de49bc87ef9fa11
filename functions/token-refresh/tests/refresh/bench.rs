//! The real function over memory ports, at a time of day.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, SystemTime},
};

use countersign_core::{
    Stage,
    config::Config,
    hooks::Hooks,
    oauth::OwnAddress,
    ports::{Clock, Grant, Pause},
    store::{ShopDomain, Store, StoreUrl},
    testing::{
        FixedOAuthSecrets, MemoryRows, MemoryTime, MemoryVault, OneStore, ScriptedShopify, SeededEntropy,
    },
    tokens::{Installed, Installer, Refresher, Scopes},
    wall_time::from_epoch_millis,
};
use countersign_runtime::{Diagnostic, Invocation, policy};
use serde_json::Value;
use token_refresh::{Keeper, Outside, handle};

use crate::stores::{Keyed, RoundInMemory};

pub(crate) const RENEW: &str = r#"{"task":"renew-due"}"#;

static POLICY: LazyLock<Config> = LazyLock::new(|| policy(Stage::Local).unwrap());

/// The outside in memory.
pub(crate) struct InMemory;

impl Outside for InMemory {
    type Rows = MemoryRows;
    type Vault = MemoryVault;
    type Shopify = ScriptedShopify;
    type Time = SharedTime;
    type Stores = OneStore;
    type Keyed = Keyed;
    type Keys = Keyed;
    type Round = RoundInMemory;
    type Masters = FixedOAuthSecrets;
}

/// One clock for the function and for those it calls.
#[derive(Clone)]
pub(crate) struct SharedTime(Arc<MemoryTime>);

impl Clock for SharedTime {
    fn now(&self) -> SystemTime {
        self.0.now()
    }
}

impl Pause for SharedTime {
    async fn pause(&self, wait: Duration) {
        self.0.pause(wait).await;
    }
}

impl SharedTime {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.advance(by);
    }
}

/// A function with its ports.
pub(crate) struct Bench {
    pub(crate) keeper: Keeper<'static, InMemory>,
}

impl Bench {
    /// With so many connected shops, of which none is due.
    pub(crate) async fn with_shops(count: usize) -> Self {
        let stage = Stage::Local;
        let installer = Installer {
            stage,
            rows: MemoryRows::default(),
            vault: MemoryVault::default(),
            platform: ScriptedShopify::default(),
            time: SharedTime(Arc::new(MemoryTime::at(now()))),
            entropy: Box::new(SeededEntropy::new(3)),
        };
        for at in 0..count {
            let ended = installer
                .install(&shop(at), Grant::Code("test"), &Scopes::default(), now() + Duration::from_mins(1))
                .await;
            assert_eq!(ended, Installed::Connected { missing: Vec::new() });
        }
        let Installer { rows, vault, time, entropy, .. } = installer;
        let migrator = Installer {
            stage,
            rows: MemoryRows::default(),
            vault: MemoryVault::default(),
            platform: ScriptedShopify::default(),
            time: time.clone(),
            entropy: Box::new(SeededEntropy::new(4)),
        };
        let platform = ScriptedShopify::after(1000);
        let refresher = Refresher { stage, rows, vault, platform, time, entropy };
        let address = OwnAddress::parse("https://connect.merchant.test").unwrap();
        let hooks = Hooks { policy: &POLICY, address, door_key: "door".to_owned() };
        let stores = OneStore::at(store_url(), format!("ck_{}", "1".repeat(40)));
        let masters = FixedOAuthSecrets::default();
        let keyed = Keyed::new(refresher.time.clone());
        let (keys, shards) = (keyed.clone(), vec![0, 1]);
        let round = RoundInMemory::over((0..count).map(store).collect());
        let keeper = Keeper { refresher, migrator, shards, hooks, stores, keyed, round, keys, masters };
        Self { keeper }
    }

    /// The same, an hour less a few minutes later: all are due.
    pub(crate) async fn due(count: usize) -> Self {
        let bench = Self::with_shops(count).await;
        bench.keeper.refresher.time.advance(Duration::from_mins(50));
        bench
    }

    /// With WooCommerce stores; the digit `1` makes the key that the store knows.
    pub(crate) async fn with_stores(stores: &[(&'static str, char)]) -> Self {
        let mut bench = Self::with_shops(0).await;
        for keyed in [&mut bench.keeper.keyed, &mut bench.keeper.keys] {
            keyed.stores = stores.to_vec();
        }
        let names = stores.iter().map(|(name, _)| Store::parse(&format!("woocommerce#{name}")).unwrap());
        bench.keeper.round = RoundInMemory::over(names.collect());
        bench
    }

    /// Hands a raw event to the function, with five minutes of Lambda's time.
    pub(crate) async fn invoke(&self, event: &str) -> Result<Value, Diagnostic> {
        self.invoke_with(event, Duration::from_mins(5)).await
    }

    /// How long it takes.
    pub(crate) async fn waited(&self, event: &str) -> Duration {
        let begun = self.keeper.refresher.time.now();
        self.invoke(event).await.unwrap();
        self.keeper.refresher.time.now().duration_since(begun).unwrap()
    }

    /// A turn of the schedule in which the platform says this to every try.
    pub(crate) async fn invoke_failing(&self, status: u16) -> Result<Value, Diagnostic> {
        self.keeper.refresher.platform.always(status);
        let told = self.invoke(RENEW).await;
        self.keeper.refresher.platform.always(200);
        told
    }

    pub(crate) async fn invoke_with(&self, event: &str, left: Duration) -> Result<Value, Diagnostic> {
        let payload = serde_json::from_str(event).unwrap();
        let deadline = self.keeper.refresher.time.now() + left;
        let answer = handle(&self.keeper, &Invocation::new(payload, deadline)).await?;
        Ok(serde_json::from_str(answer.get()).unwrap())
    }
}

pub(crate) fn shop(number: usize) -> ShopDomain {
    ShopDomain::parse(&format!("shop-{number}.myshopify.com")).unwrap()
}

pub(crate) fn store(number: usize) -> Store {
    Store::Shopify(shop(number))
}

pub(crate) fn store_url() -> StoreUrl {
    StoreUrl::parse("https://shop.example/").unwrap()
}

fn now() -> SystemTime {
    from_epoch_millis(1_795_305_600_000)
}
