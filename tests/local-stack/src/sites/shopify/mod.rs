//! Shopify: a site for each shop, all of one platform.

mod desk;
mod graphql;
mod pages;
mod token;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use graphql::throttled;
use platforms::shopify::{App, Platform};

use self::desk::Desk;
use super::{Site, SiteError};
use crate::{clock::since_epoch, record::Recorder, tls::Authority};

/// How the platform is started.
pub struct ShopifyOptions {
    /// The app, with its secrets and addresses.
    pub app: App,
    /// Where merchants' browsers are sent when they open or install the app.
    pub app_url: String,
    /// Stands in every token, so that no two runs make the same.
    pub mark: String,
    /// Keeps what functions send.
    pub recorder: Recorder,
}

/// The platform, and the sites of its shops.
pub struct Shopify {
    platform: Arc<Mutex<Platform>>,
    authority: Authority,
    app_url: String,
    recorder: Recorder,
    sites: BTreeMap<String, Site>,
}

impl Shopify {
    /// The platform without shops.
    pub fn new(authority: &Authority, options: ShopifyOptions) -> Self {
        let platform = Platform::new(options.app, &options.mark);
        Self {
            platform: Arc::new(Mutex::new(platform)),
            authority: authority.clone(),
            app_url: options.app_url,
            recorder: options.recorder,
            sites: BTreeMap::new(),
        }
    }

    /// Opens a shop, which does not have the app.
    pub async fn open(&mut self, domain: &str) -> Result<&Site, SiteError> {
        self.platform().open(domain);
        let desk = Desk {
            platform: Arc::clone(&self.platform),
            domain: domain.to_owned(),
            app_url: self.app_url.clone(),
        };
        let site = Site::start(&self.authority, domain, self.recorder.clone(), desk).await?;
        Ok(self.sites.entry(domain.to_owned()).insert_entry(site).into_mut())
    }

    /// The site of a shop. Panics if there is none: that is a mistake in a test.
    pub fn site(&self, domain: &str) -> &Site {
        &self.sites[domain]
    }

    /// The sites, by domain.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.values()
    }

    /// The platform's rules and all that it knows, to be looked at or changed. While it is held no request is answered.
    pub fn platform(&self) -> MutexGuard<'_, Platform> {
        lock(&self.platform)
    }

    /// Where a merchant begins to install the app.
    pub fn install_url(&self, domain: &str) -> String {
        format!("https://{domain}/admin/oauth/install?client_id={}", self.platform().app.id)
    }

    /// Where a merchant's browser is sent now when the app is opened, signed.
    pub fn launch_url(&self, domain: &str) -> String {
        format!("{}?{}", self.app_url, self.platform().launch(domain, now()))
    }

    /// What the app's page gets when it is opened now within the shop's admin.
    pub fn id_token(&self, domain: &str) -> String {
        self.platform().id_token(domain, now())
    }

    /// Whether a call with this access token would be answered now.
    pub fn works(&self, domain: &str, access: &str) -> bool {
        self.platform().works(domain, access, now())
    }

    /// Every code, token and other secret that was ever made or seen here.
    pub fn planted(&self) -> Vec<String> {
        self.platform().planted()
    }

    /// Closes every site and waits until nothing runs any more.
    pub async fn stop(self) {
        for (_, site) in self.sites {
            site.stop().await;
        }
    }
}

fn lock(platform: &Mutex<Platform>) -> MutexGuard<'_, Platform> {
    platform.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In the milliseconds that the platform counts.
fn now() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}
