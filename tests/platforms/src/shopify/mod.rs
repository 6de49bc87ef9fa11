//! Shopify: one chain of tokens per app and shop; a predecessor good until its replacement's refresh token is first used;
//! a code that voids what was before.

mod admin;
mod app;
mod authorize;
mod chain;
mod exchange;
mod hooks;
mod id_token;
mod reply;
mod scopes;
mod shop;

use std::collections::BTreeMap;

pub use admin::Denied;
pub use app::App;
pub use authorize::{AuthorizeFault, Wish};
pub use chain::{Issued, Lives, Repeats};
pub use exchange::{Exchange, Offer};
pub use hooks::{Hook, NewHook, SubscribeError, TOPICS, UserError};
pub use reply::{Grant, Refusal, Reply};
pub use scopes::Scopes;
pub use shop::{Refuses, Shop};

use crate::mint::Mint;

/// A second, in the milliseconds that everything here counts.
pub(crate) const SECOND: u64 = 1000;
pub(crate) const HOUR: u64 = 3600 * SECOND;
pub(crate) const DAY: u64 = 24 * HOUR;

/// The platform, as far as one app sees it. All times are milliseconds since 1970.
#[derive(Default)]
pub struct Platform {
    /// Which reading of the documentation is right here.
    pub repeats: Repeats,
    /// How long tokens live.
    pub lives: Lives,
    /// The app.
    pub app: App,
    /// Whether access tokens that never end are refused, as those of public apps are from 2027 on.
    pub refuses_lasting: bool,
    /// The shops, by domain.
    pub shops: BTreeMap<String, Shop>,
    pub(crate) mint: Mint,
}

impl Platform {
    /// A platform whose tokens carry `mark`, so that no two runs make the same, and that remembers them all.
    pub fn new(app: App, mark: &str) -> Self {
        Self { app, mint: Mint::marked(mark), ..Self::default() }
    }

    /// A shop begins to exist, without the app.
    pub fn open(&mut self, domain: &str) -> &mut Shop {
        self.shops.entry(domain.to_owned()).or_default()
    }

    /// Every code, token and other secret that was ever made or seen here.
    pub fn planted(&self) -> Vec<String> {
        self.mint.made().to_vec()
    }

    /// The merchant removes the app: everything issued ends, and so do subscriptions.
    pub fn uninstall(&mut self, domain: &str) {
        if let Some(shop) = self.shops.get_mut(domain) {
            shop.remove_app();
        }
    }

    /// A secret of the app is revoked: whatever was issued under it ends.
    pub fn revoke_secret(&mut self, secret: &str) {
        if let Some(at) = self.app.revoke(secret) {
            self.shops.values_mut().for_each(|shop| shop.end_pinned_to(at));
        }
    }
}
