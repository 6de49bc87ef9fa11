//! The real function over memory ports, one browser, one clock.

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use countersign_core::{
    Stage,
    config::Config,
    hooks::Hooks,
    keys::SigningKey,
    oauth::{AppSettings, OwnAddress, ShopifyFlow, WooCommerceFlow},
    ports::Clock,
    store::{Store, StoreUrl},
    testing::{
        FixedOAuthSecrets, MemoryKeys, MemoryRows, MemoryStates, MemoryTime, MemoryVault, OneStore,
        SHOPIFY_CLIENT_SECRET, ScriptedShopify, SeededEntropy,
    },
    tokens::Installer,
};
use countersign_runtime::{Diagnostic, Invocation, policy};
use oauth_callback::{Outside, Site, handle};
use serde_json::{Value, json};

pub(crate) const ADDRESS: &str = "https://connect.merchant.test";
pub(crate) const SHOP: &str = "a.myshopify.com";
pub(crate) const CODE: &str = "0907a61c0c8d55e99db179b68161bc00";
pub(crate) const NOW: u64 = 1_795_305_600;

static POLICY: LazyLock<Config> = LazyLock::new(|| policy(Stage::Local).unwrap());
static SETTINGS: LazyLock<AppSettings> = LazyLock::new(|| AppSettings {
    address: OwnAddress::parse(ADDRESS).unwrap(),
    scopes: POLICY.shopify_app.scopes.to_string(),
});

/// The outside in memory.
pub(crate) struct InMemory;

impl Outside for InMemory {
    type Secrets = FixedOAuthSecrets;
    type States = MemoryStates;
    type Rows = MemoryRows;
    type Vault = MemoryVault;
    type Shopify = ScriptedShopify;
    type Stores = OneStore;
    type Keys = MemoryKeys;
    type Masters = FixedOAuthSecrets;
    type Time = MemoryTime;
}

/// A function with its ports.
pub(crate) struct Bench {
    pub(crate) site: Site<'static, InMemory>,
}

/// An answer as Lambda would send it.
#[derive(Debug)]
pub(crate) struct Told(pub(crate) Value);

impl Bench {
    pub(crate) fn new() -> Self {
        let (secrets, states): (&_, &_) =
            (Box::leak(Box::<FixedOAuthSecrets>::default()), Box::leak(Box::<MemoryStates>::default()));
        let stage = Stage::Local;
        let site = Site {
            hooks: Hooks { policy: &POLICY, address: SETTINGS.address.clone(), door_key: "door".to_owned() },
            shopify: ShopifyFlow {
                stage,
                settings: &SETTINGS,
                secrets,
                states,
                entropy: Box::new(SeededEntropy::new(1)),
            },
            woocommerce: WooCommerceFlow {
                stage,
                address: &SETTINGS.address,
                app_name: "Countersign",
                secrets,
                states,
                entropy: Box::new(SeededEntropy::new(2)),
            },
            installer: Installer {
                stage,
                rows: MemoryRows::default(),
                vault: MemoryVault::default(),
                platform: ScriptedShopify::default(),
                time: MemoryTime::at(now()),
                entropy: Box::new(SeededEntropy::new(3)),
            },
            stores: OneStore::at(store_url(), format!("ck_{}", "1".repeat(40))),
            keys: MemoryKeys::default(),
            masters: FixedOAuthSecrets::default(),
        };
        Self { site }
    }

    /// Hands a raw event to the function, with as much of Lambda's time as it has.
    pub(crate) async fn invoke(&self, event: &str) -> Result<Value, Diagnostic> {
        self.invoke_within(event, Duration::from_secs(29)).await
    }

    /// The same, with so much time until Lambda ends the function.
    pub(crate) async fn invoke_within(&self, event: &str, time: Duration) -> Result<Value, Diagnostic> {
        let payload = serde_json::from_str(event).unwrap();
        let deadline = self.site.installer.time.now() + time;
        let answer = handle(&self.site, &Invocation::new(payload, deadline)).await?;
        Ok(serde_json::from_str(answer.get()).unwrap())
    }

    /// Sends a request and gives its answer, which is private whatever it is.
    pub(crate) async fn send(&self, method: &str, path: &str, query: &str, rest: Value) -> Told {
        let event = event(method, path, query, rest);
        let told = Told(self.invoke(&event).await.unwrap_or_else(|error| panic!("{}", error.error_message)));
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(told.header(name), value, "{told:?}");
        }
        told
    }

    /// Begins an installation; gives state and cookie.
    pub(crate) async fn launch(&self) -> (String, String) {
        let query = signed(&format!("shop={SHOP}&timestamp={NOW}"));
        let told = self.send("GET", "/oauth/shopify/install", &query, json!({})).await;
        assert_eq!(told.status(), 302, "{told:?}");
        let state = told.header("location").split("&state=").nth(1).unwrap().to_owned();
        (state, told.cookie().split(';').next().unwrap().to_owned())
    }

    /// Begins an installation and comes back from the shop.
    pub(crate) async fn install(&self) -> Told {
        let (state, cookie) = self.launch().await;
        self.come_back(&state, &cookie).await
    }

    pub(crate) async fn come_back(&self, state: &str, cookie: &str) -> Told {
        let query = signed(&format!("code={CODE}&shop={SHOP}&state={state}&timestamp={NOW}"));
        self.send("GET", "/oauth/shopify/callback", &query, json!({ "cookies": [cookie] })).await
    }

    /// What was connected, by what is kept.
    pub(crate) fn is_connected(&self) -> bool {
        let (rows, vault) = (&self.site.installer.rows, &self.site.installer.vault);
        let row = rows.of(&shop()).is_some_and(|row| row.current.is_some());
        assert_eq!(row, vault.current(&shop()).is_some());
        row
    }
}

impl Told {
    pub(crate) fn status(&self) -> u64 {
        self.0["statusCode"].as_u64().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    pub(crate) fn cookie(&self) -> &str {
        self.0["cookies"][0].as_str().unwrap_or_default()
    }

    pub(crate) fn body(&self) -> &str {
        self.0["body"].as_str().unwrap_or_default()
    }

    /// The heading of a page.
    pub(crate) fn heading(&self) -> &str {
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8", "{self:?}");
        assert!(self.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!self.body().contains("<script"));
        self.body().split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap()
    }

    /// The code of a refusal that is not for a browser.
    pub(crate) fn code(&self) -> String {
        let body: Value = serde_json::from_str(self.body()).unwrap();
        body["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

pub(crate) fn event(method: &str, path: &str, query: &str, rest: Value) -> String {
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "connect.merchant.test"},
        "requestContext": {"http": {"method": method, "path": path}, "requestId": "test"},
        "isBase64Encoded": false,
    });
    let Value::Object(rest) = rest else { panic!("an object") };
    event.as_object_mut().unwrap().extend(rest);
    event.to_string()
}

/// A query of this message, whose parameters are in alphabetical order, signed by the app's secret.
pub(crate) fn signed(message: &str) -> String {
    let tag = SigningKey::parse(SHOPIFY_CLIENT_SECRET).unwrap().tag(&[message.as_bytes()]);
    let hex = tag.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"));
    format!("{message}&hmac={hex}")
}

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

pub(crate) fn shop() -> Store {
    Store::parse(&format!("shopify#{SHOP}")).unwrap()
}

pub(crate) fn store_url() -> StoreUrl {
    StoreUrl::parse("https://shop.example/de").unwrap()
}
