//! One app, one shop, one browser.

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use countersign_core::{
    Stage,
    keys::SigningKey,
    oauth::{AppSettings, Authorized, Departure, OAuthError, OwnAddress, ShopifyFlow},
    testing::{FixedOAuthSecrets, MemoryStates, SHOPIFY_CLIENT_SECRET, SeededEntropy},
};
use url::Url;

use crate::sample::at_once;

pub(super) const STAGE: Stage = Stage::Dev;
pub(super) const ADDRESS: &str = "https://connect.merchant.test";
pub(super) const SCOPES: &str = "read_products,write_orders";
pub(super) const SHOP: &str = "a.myshopify.com";
pub(super) const NOW: u64 = 1_795_305_600;
pub(super) const CODE: &str = "0907a61c0c8d55e99db179b68161bc00";

pub(super) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

pub(super) fn address() -> OwnAddress {
    OwnAddress::parse(ADDRESS).unwrap()
}

static SETTINGS: LazyLock<AppSettings> =
    LazyLock::new(|| AppSettings { address: address(), scopes: SCOPES.to_owned() });

/// Signs a message as Shopify does: the parameters are in alphabetical order, and none needs encoding.
pub(super) fn hmac(secret: &str, message: &str) -> String {
    let tag = SigningKey::parse(secret).unwrap().tag(&[message.as_bytes()]);
    hex(&tag)
}

/// Percent-encodes every byte, so that nothing of the text can be mistaken for syntax.
pub(super) fn escaped(text: &str) -> String {
    hex(text.as_bytes()).as_bytes().chunks(2).fold(String::new(), |out, pair| {
        let pair = pair.iter().copied().map(char::from);
        out + "%" + &pair.collect::<String>()
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// A query of this message, signed by the app's secret.
pub(super) fn signed(message: &str) -> String {
    format!("{message}&hmac={}", hmac(SHOPIFY_CLIENT_SECRET, message))
}

/// The query under which Shopify launches the app in a shop.
pub(super) fn launch(shop: &str) -> String {
    signed(&format!("shop={shop}&timestamp={NOW}"))
}

/// An app with an installation of [`SHOP`] under way.
pub(super) struct Bench {
    pub(super) flow: ShopifyFlow<'static, FixedOAuthSecrets, MemoryStates>,
    pub(super) state: String,
    pub(super) cookie: String,
}

impl Bench {
    /// An app that nobody has launched.
    pub(super) fn idle() -> Self {
        let flow = ShopifyFlow {
            stage: STAGE,
            settings: &SETTINGS,
            secrets: FixedOAuthSecrets::default(),
            states: MemoryStates::default(),
            entropy: Box::new(SeededEntropy::new(1)),
        };
        Self { flow, state: "0".repeat(64), cookie: String::new() }
    }

    /// The same after its launch.
    pub(super) fn begun() -> Self {
        let mut bench = Self::idle();
        let departure = bench.start(&launch(SHOP)).ok().unwrap();
        (bench.state, bench.cookie) = (state_of(&departure), cookie_of(&departure));
        bench
    }

    pub(super) fn start(&self, query: &str) -> Result<Departure, OAuthError> {
        at_once(self.flow.start(query, now()))
    }

    pub(super) fn callback(&self, query: &str, cookies: &[&str]) -> Result<Authorized, OAuthError> {
        at_once(self.flow.callback(query, cookies, now()))
    }

    /// The message of a callback for this installation, in alphabetical order.
    pub(super) fn message(&self) -> String {
        format!("code={CODE}&shop={SHOP}&state={}&timestamp={NOW}", self.state)
    }

    /// What becomes of a callback with the right cookie: its shop, or the code of its refusal.
    pub(super) fn outcome(&self, query: &str) -> String {
        outcome(self.callback(query, &[&self.cookie]))
    }
}

/// A callback must refuse without a call, and leave the installation as it was: the right one still succeeds afterwards.
pub(super) fn check_refused(query: impl FnOnce(&Bench) -> String, code: &str) {
    let bench = Bench::begun();
    let query = query(&bench);
    assert_eq!(bench.outcome(&query), code, "{query}");
    assert_eq!(bench.flow.states.calls(), 1, "only the start may have asked: {query}");
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP, "afterwards: {query}");
}

pub(super) fn outcome(result: Result<Authorized, OAuthError>) -> String {
    match result {
        Ok(authorized) => authorized.shop.to_string(),
        Err(error) => error.code().to_owned(),
    }
}

pub(super) fn pairs_of(location: &str) -> Vec<(String, String)> {
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

pub(super) fn state_of(departure: &Departure) -> String {
    let pairs = pairs_of(&departure.location);
    pairs.into_iter().find(|(name, _)| name == "state" || name == "user_id").unwrap().1
}

/// The cookie as the browser sends it back.
pub(super) fn cookie_of(departure: &Departure) -> String {
    departure.cookie.split(';').next().unwrap().to_owned()
}
