//! Shopify's documented rules, one by one.
#![expect(clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod chain;
mod grants;
mod hooks;
mod merchant;

use platforms::shopify::{App, Grant, Offer, Platform, Refusal, Reply};

pub(crate) const SHOP: &str = "one.myshopify.com";
pub(crate) const NOW: u64 = 1_795_000_000_000;
pub(crate) const MINUTE: u64 = 60_000;
pub(crate) const DAY: u64 = 24 * 60 * MINUTE;
pub(crate) const CALLBACK: &str = "https://connect.merchant.test/oauth/shopify/callback";

pub(crate) fn platform() -> Platform {
    let mut platform = Platform::new(App::new("test-id", "test-secret-1", &[CALLBACK]), "run");
    platform.open(SHOP);
    platform
}

/// A platform whose shop has approved and whose code was exchanged.
pub(crate) fn installed() -> (Platform, Pair) {
    let mut platform = platform();
    let code = platform.approve(SHOP);
    let pair = bought(&mut platform, Offer::Code { code: &code, redirect_uri: None }, NOW);
    (platform, pair)
}

pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// The pair that an offer buys.
pub(crate) fn bought(platform: &mut Platform, offer: Offer<'_>, now: u64) -> Pair {
    let grant = granted(&platform.exchange(SHOP, offer, true, now));
    let (refresh, _) = grant.refresh.unwrap();
    Pair { access: grant.access, refresh }
}

pub(crate) fn refreshed(platform: &mut Platform, token: &str, now: u64) -> Pair {
    bought(platform, Offer::Refresh(token), now)
}

pub(crate) fn granted(reply: &Reply) -> Grant {
    reply.granted().unwrap().clone()
}

pub(crate) fn is_refused(platform: &mut Platform, offer: Offer<'_>, now: u64, refusal: Refusal) {
    assert_eq!(platform.exchange(SHOP, offer, true, now), Reply::Refused(refusal), "{offer:?}");
}
