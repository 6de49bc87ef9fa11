//! The link with which an operator invites a merchant to connect a WooCommerce store.

use std::time::{Duration, SystemTime};

use crate::{
    Stage, hex,
    keys::{KeyRing, NamedKey, Purpose, SigningKey, derive_for_stage},
    oauth::{LinkFault, OAuthError, OwnAddress, Query, QueryFault, query::percent},
    store::{StoreUrl, WooStoreId},
    wall_time::{epoch_millis, from_epoch_millis},
};

/// Long enough for a merchant to read mail.
const LIVES: Duration = Duration::from_hours(3 * 24);

/// Which store may connect, under which id.
///
/// A Shopify shop is vouched for by Shopify. Nobody vouches for a WooCommerce store, so we sign for it ourselves;
/// otherwise any stranger's store could connect, or take over the id of one that is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The id it will be known by.
    pub store: WooStoreId,
    /// Its address.
    pub url: StoreUrl,
    until: SystemTime,
}

impl Invitation {
    /// Invites for three days.
    pub fn new(store: WooStoreId, url: StoreUrl, now: SystemTime) -> Self {
        let until = from_epoch_millis((epoch_millis(now + LIVES) / 1000) * 1000);
        Self { store, url, until }
    }

    /// The link for the merchant. Whoever has it can connect this store alone, and only with the consent of its
    /// administrator.
    pub fn link(&self, address: &OwnAddress, stage: Stage, ring: &KeyRing) -> String {
        let mac = key(ring.current(), stage).tag(&[self.message().as_bytes()]);
        format!(
            "{}?store={}&url={}&until={}&mac={}",
            address.woocommerce_install(),
            self.store,
            percent(self.url.as_str(), b"-._~"),
            seconds(self.until),
            hex::encode(&mac),
        )
    }

    /// Reads a link back: its form, the address, the signature, its time, in this order.
    pub(super) fn prove(
        query: &Query,
        stage: Stage,
        ring: &KeyRing,
        now: SystemTime,
    ) -> Result<Self, OAuthError> {
        let store = WooStoreId::parse(query.require("store")?).ok_or(QueryFault::Malformed("store"))?;
        let (url, until) = (query.require("url")?, query.require("until")?);
        let mac = query.require("mac")?;
        let invited = Self { store, url: StoreUrl::parse(url)?, until: time(until)? };
        let mac = hex::decode::<32>(mac).ok_or(OAuthError::InvalidLink(LinkFault::Forged))?.into();
        let message = invited.message();
        if !ring.keys().any(|secret| key(secret, stage).verifies(message.as_bytes(), &mac)) {
            return Err(OAuthError::InvalidLink(LinkFault::Forged));
        }
        if now < invited.until { Ok(invited) } else { Err(OAuthError::InvalidLink(LinkFault::Expired)) }
    }

    fn message(&self) -> String {
        format!("{}\0{}\0{}", self.store, self.url, seconds(self.until))
    }
}

fn key(secret: &NamedKey, stage: Stage) -> SigningKey {
    derive_for_stage(&secret.key, Purpose::Invitation, stage)
}

fn seconds(time: SystemTime) -> u64 {
    epoch_millis(time) / 1000
}

fn time(text: &str) -> Result<SystemTime, OAuthError> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: Option<u64> = digits.then(|| text.parse().ok()).flatten();
    Ok(from_epoch_millis(seconds.ok_or(QueryFault::Malformed("until"))? * 1000))
}
