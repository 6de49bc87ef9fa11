//! What is remembered of an installation under way.

use std::time::{Duration, SystemTime};

use super::{Nonce, OAuthError, StateFault};
use crate::{
    Stage, hex,
    keys::{KeyRing, NamedKey, Purpose, derive_for_stage},
    ports::States,
    store::{ShopDomain, StoreUrl, WooStoreId},
};

/// How long a merchant may take.
pub(super) const LIVES: Duration = Duration::from_mins(10);

/// The name under which a state is kept: a keyed digest of the state and of all that it is bound to.
///
/// Binding by name has two effects. Whoever reads the table learns neither states nor cookies. And a request with another
/// shop or from another browser does not find the state, so it cannot use it up either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateKey([u8; 32]);

/// A state as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptState {
    /// Its name.
    pub key: StateKey,
    /// When it is over. Compared by the rules: a table forgets late.
    pub expires_at: SystemTime,
    /// What the requests of a WooCommerce store do not say of themselves; none for Shopify.
    pub talk: Option<WooCommerceTalk>,
}

/// Which WooCommerce store was asked for its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WooCommerceTalk {
    /// The id it will be known by.
    pub store: WooStoreId,
    /// Its address.
    pub url: StoreUrl,
    /// When it was asked.
    pub begun_at: SystemTime,
}

/// What a state is bound to beside itself.
#[derive(Clone, Copy)]
pub(super) enum Binding<'a> {
    /// Shopify's callback for one shop, in one browser.
    Shopify(&'a ShopDomain, &'a Nonce),
    /// The keys that a WooCommerce store posts. It is not a browser.
    Keys,
    /// The way back of the browser that began.
    Return(&'a Nonce),
}

/// Names, makes and looks up states.
pub(super) struct StateBook<'a, T> {
    pub(super) stage: Stage,
    pub(super) ring: &'a KeyRing,
    pub(super) states: &'a T,
}

impl StateKey {
    /// As text: 64 lower-case digits.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    fn of(secret: &NamedKey, stage: Stage, nonce: &Nonce, binding: Binding<'_>) -> Self {
        let key = derive_for_stage(&secret.key, Purpose::OAuthState, stage);
        let (what, shop, browser) = match binding {
            Binding::Shopify(shop, browser) => ("shopify", shop.as_str(), browser.expose()),
            Binding::Keys => ("woocommerce-keys", "", ""),
            Binding::Return(browser) => ("woocommerce-return", "", browser.expose()),
        };
        let message = format!("{what}\0{shop}\0{}\0{browser}", nonce.expose());
        Self(key.tag(&[message.as_bytes()]))
    }
}

impl<T: States> StateBook<'_, T> {
    pub(super) async fn begin(
        &self,
        state: &Nonce,
        binding: Binding<'_>,
        talk: Option<WooCommerceTalk>,
        now: SystemTime,
    ) -> Result<(), OAuthError> {
        let key = StateKey::of(self.ring.current(), self.stage, state, binding);
        Ok(self.states.begin(&KeptState { key, expires_at: now + LIVES, talk }).await?)
    }

    /// Takes the state away, so that nobody gets it a second time, and then asks whether its time is over.
    pub(super) async fn consume(
        &self,
        state: &Nonce,
        binding: Binding<'_>,
        now: SystemTime,
    ) -> Result<KeptState, OAuthError> {
        for key in self.names(state, binding) {
            if let Some(kept) = self.states.consume(key).await? {
                return alive(kept, now);
            }
        }
        Err(OAuthError::InvalidState(StateFault::Unknown))
    }

    /// Looks a state up that may be looked up again.
    pub(super) async fn find(
        &self,
        state: &Nonce,
        binding: Binding<'_>,
        now: SystemTime,
    ) -> Result<KeptState, OAuthError> {
        for key in self.names(state, binding) {
            if let Some(kept) = self.states.find(key).await? {
                return alive(kept, now);
            }
        }
        Err(OAuthError::InvalidState(StateFault::Unknown))
    }

    /// Under the current secret and, during a rotation, the previous one.
    fn names(&self, state: &Nonce, binding: Binding<'_>) -> impl Iterator<Item = StateKey> {
        self.ring.keys().map(move |secret| StateKey::of(secret, self.stage, state, binding))
    }
}

fn alive(kept: KeptState, now: SystemTime) -> Result<KeptState, OAuthError> {
    if now < kept.expires_at { Ok(kept) } else { Err(OAuthError::InvalidState(StateFault::Expired)) }
}
