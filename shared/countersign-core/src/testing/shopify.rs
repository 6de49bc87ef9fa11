//! Shopify in memory, as far as tokens go: it grants what it is asked for unless a test says otherwise.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use crate::{
    ports::{
        Asked, Grant, Probe, SubscribeFault, Subscriptions, TokenAnswer, TokenEndpoint, TokenFault, Tried,
        Wanted,
    },
    store::ShopDomain,
    tokens::AccessToken,
};

/// Hands out pairs of test tokens, and keeps a list of what it was asked.
pub struct ScriptedShopify {
    /// What every shop grants.
    pub scopes: &'static str,
    /// What comes of subscribing.
    pub subscribing: Result<(), SubscribeFault>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    says: VecDeque<Result<(u16, String), TokenFault>>,
    tries: VecDeque<Tried>,
    exchanges: Vec<(String, &'static str)>,
    subscribed: Vec<(String, String)>,
    hooks: BTreeSet<(String, String)>,
    granted: u32,
    refusing: Option<u16>,
}

impl Default for ScriptedShopify {
    fn default() -> Self {
        Self { scopes: "read_orders", subscribing: Ok(()), state: Mutex::default() }
    }
}

impl ScriptedShopify {
    /// The same platform later: it has granted so many pairs.
    pub fn after(granted: u32) -> Self {
        Self { state: Mutex::new(State { granted, ..State::default() }), ..Self::default() }
    }

    /// The next exchange that has no answer yet is answered so.
    pub fn says(&self, status: u16, body: &str) {
        self.state().says.push_back(Ok((status, body.to_owned())));
    }

    /// Every exchange for which nothing else was said is answered with this status, without a body; with 200 it is granted.
    pub fn always(&self, status: u16) {
        self.state().refusing = (status != 200).then_some(status);
    }

    /// The next exchange that has no answer yet ends so.
    pub fn fails(&self, fault: TokenFault) {
        self.state().says.push_back(Err(fault));
    }

    /// The next try of a token shows this; those after it that tokens work.
    pub fn shows(&self, tried: Tried) {
        self.state().tries.push_back(tried);
    }

    /// Shop and kind of each exchange.
    pub fn exchanges(&self) -> Vec<(String, &'static str)> {
        self.state().exchanges.clone()
    }

    /// Shop's token and address of each time that somebody subscribed.
    pub fn subscribed(&self) -> Vec<(String, String)> {
        self.state().subscribed.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenEndpoint for ScriptedShopify {
    async fn exchange(&self, shop: &ShopDomain, grant: Grant<'_>) -> Result<TokenAnswer, TokenFault> {
        let mut state = self.state();
        state.exchanges.push((shop.to_string(), kind(grant)));
        let (status, body) = if let Some(said) = state.says.pop_front() {
            said?
        } else if let Some(status) = state.refusing {
            (status, String::new())
        } else {
            state.granted += 1;
            (200, granted(state.granted, self.scopes))
        };
        Ok(TokenAnswer { status, retry_after: None, body: Zeroizing::new(body.into_bytes()) })
    }
}

impl Probe for ScriptedShopify {
    async fn try_out(&self, _: &ShopDomain, _: &AccessToken) -> Tried {
        self.state().tries.pop_front().unwrap_or(Tried::Works)
    }
}

impl Subscriptions for ScriptedShopify {
    async fn subscribe(&self, shop: &ShopDomain, token: &AccessToken, wanted: Wanted<'_>) -> Asked {
        let mut state = self.state();
        state.subscribed.push((token.expose().to_owned(), wanted.address.to_owned()));
        if let Err(fault) = &self.subscribing {
            return fault.clone().into();
        }
        let hooks = wanted.topics.iter().map(|topic| (shop.to_string(), topic.name().to_owned()));
        Asked { made: hooks.filter(|hook| state.hooks.insert(hook.clone())).count(), fault: None }
    }
}

fn kind(grant: Grant<'_>) -> &'static str {
    match grant {
        Grant::Code(_) => "code",
        Grant::IdToken(_) => "id_token",
        Grant::Refresh(_) => "refresh",
        Grant::Migrate(_) => "migrate",
        Grant::ClientCredentials => "client_credentials",
    }
}

fn granted(number: u32, scopes: &str) -> String {
    format!(
        r#"{{"access_token":"test-access-{number}","refresh_token":"test-refresh-{number}","scope":"{scopes}","expires_in":3600,"refresh_token_expires_in":7776000}}"#
    )
}
