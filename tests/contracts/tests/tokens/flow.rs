//! States and keys as the rules make them: nobody else can.

use contracts::clock;
use countersign_core::{
    Stage,
    oauth::{ConsumerKeys, Invitation, KeptState, OwnAddress, WooCommerceFlow},
    ports::{KeyDeposit, KeyTrial, States, StoreKeysError},
    store::{StoreUrl, WooStoreId},
    testing::{FixedOAuthSecrets, MemoryStates, OAUTH, SeededEntropy, ring},
};
use serde_json::json;

use std::time::SystemTime;

/// The address of the store of these tests.
pub(crate) const URL: &str = "https://shop.example/de/";
/// A key as a store makes them.
pub(crate) const KEY: &str = concat!("ck_", "1111111111111111111111111111111111111111");
/// Its secret.
pub(crate) const SECRET: &str = concat!("cs_", "2222222222222222222222222222222222222222");

fn address() -> OwnAddress {
    OwnAddress::parse("https://connect.merchant.test").unwrap()
}

fn flow<T: States>(own: &OwnAddress, states: T, seed: u64) -> WooCommerceFlow<'_, FixedOAuthSecrets, T> {
    WooCommerceFlow {
        stage: Stage::Local,
        address: own,
        app_name: "test-app",
        secrets: FixedOAuthSecrets::default(),
        states,
        entropy: Box::new(SeededEntropy::new(seed)),
    }
}

/// The query of an operator's link.
fn link(own: &OwnAddress) -> String {
    let (store, url) = (WooStoreId::parse("shop-2").unwrap(), StoreUrl::parse(URL).unwrap());
    let link = Invitation::new(store, url, clock::now()).link(own, Stage::Local, &ring(OAUTH, None));
    link.split_once('?').unwrap().1.to_owned()
}

/// The two states of an installation.
pub(crate) async fn states() -> Vec<KeptState> {
    let own = address();
    let flow = flow(&own, MemoryStates::default(), 1);
    flow.start(&link(&own), clock::now()).await.ok().unwrap();
    flow.states.all()
}

/// Begins with `states`, posts keys as a store does, and lets `deposit` keep them.
pub(crate) async fn hand_over(states: impl States, deposit: &impl KeyDeposit) -> bool {
    let own = address();
    let flow = flow(&own, states, 2);
    let departure = flow.start(&link(&own), clock::now()).await.ok().unwrap();
    let state = departure.location.split("user_id=").nth(1).unwrap().split('&').next().unwrap();
    let posted = json!({
        "key_id": 3,
        "user_id": state,
        "consumer_key": KEY,
        "consumer_secret": SECRET,
        "key_permissions": "read_write",
    });
    let handed = flow.keys(posted.to_string().as_bytes(), clock::now()).await.ok().unwrap();
    handed.settle(&AnyKeys, deposit, clock::now()).await.is_ok()
}

/// Keys that a store has posted.
pub(crate) async fn keys() -> ConsumerKeys {
    let taken = Taken::default();
    hand_over(MemoryStates::default(), &taken).await;
    taken.0.into_inner().unwrap().unwrap()
}

#[derive(Default)]
struct Taken(std::sync::Mutex<Option<ConsumerKeys>>);

impl KeyDeposit for Taken {
    async fn deposit(
        &self,
        _: &WooStoreId,
        _: &StoreUrl,
        keys: &ConsumerKeys,
        _: SystemTime,
    ) -> Result<(), StoreKeysError> {
        *self.0.lock().unwrap() = Some(keys.clone());
        Ok(())
    }
}

struct AnyKeys;

impl KeyTrial for AnyKeys {
    async fn try_out(&self, _: &StoreUrl, _: &ConsumerKeys) -> Result<(), StoreKeysError> {
        Ok(())
    }
}
