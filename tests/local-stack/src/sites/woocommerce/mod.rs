//! A shop that runs WooCommerce: WordPress's sign-in, the page on which an administrator hands over keys, and the REST API.

mod desk;
mod pages;
mod rest;
mod sessions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use platforms::woocommerce::Store;

use self::{desk::Desk, sessions::Sessions};
use super::{Roads, Site, SiteError};
use crate::{record::Recorder, tls::Authority};

/// How a shop is started.
pub struct WooSiteOptions {
    /// Its host name.
    pub host: String,
    /// With what the administrator signs in.
    pub password: String,
    /// Goes into every key, so that no two runs make the same.
    pub mark: String,
    /// Where its posts go.
    pub roads: Roads,
    /// Keeps what functions send.
    pub recorder: Recorder,
}

/// A running shop. Dropping it closes its port and every connection.
pub struct WooSite {
    store: Arc<Mutex<Store>>,
    password: String,
    site: Site,
}

/// What requests to the shop have in common.
pub(super) struct Shared {
    store: Arc<Mutex<Store>>,
    password: String,
    sessions: Sessions,
    roads: Roads,
}

impl WooSite {
    /// The name of the administrator's account.
    pub const ADMINISTRATOR: &'static str = "admin";

    /// Opens the shop.
    pub async fn start(authority: &Authority, options: WooSiteOptions) -> Result<Self, SiteError> {
        let WooSiteOptions { host, password, mark, roads, recorder } = options;
        let mut store = Store::new(&format!("https://{host}"), &mark);
        store.plant(&password);
        let store = Arc::new(Mutex::new(store));
        let sessions = Sessions::default();
        let shared = Shared { store: Arc::clone(&store), password: password.clone(), sessions, roads };
        let desk = Desk { shared: Arc::new(shared) };
        Ok(Self { store, password, site: Site::start(authority, &host, recorder, desk).await? })
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        self.store().home.clone()
    }

    /// With what the administrator signs in.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The site, for scripts and what it remembers.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The shop's rules and all that it knows, to be looked at or changed.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }

    /// Every key and other secret that was ever made or seen here.
    pub fn planted(&self) -> Vec<String> {
        self.store().planted()
    }

    /// Closes its port and waits until nothing runs any more.
    pub async fn stop(self) {
        self.site.stop().await;
    }
}

impl Shared {
    fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }
}

fn lock(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}
