//! The stores' own sites, as a merchant's browser and the functions meet them.

mod api;
mod bad_days;
mod installing;
mod proxy;
mod tokens;
mod woocommerce;

use local_stack::{
    record::Recorder,
    sites::{Answer, Browser, Page, Roads, Shopify, ShopifyOptions},
    tls::Authority,
};
use platforms::shopify::App;
use serde_json::{Value, json};
use url::Url;

pub(crate) const SHOP: &str = "acme-sites.myshopify.com";
const CALLBACK: &str = "https://connect.merchant.test/oauth/shopify/callback";
const APP_URL: &str = "https://connect.merchant.test/oauth/shopify/install";
const SECRET: &str = "test-client-secret-of-the-sites";
const CLIENT: &str = "test-client-of-the-sites";

/// The platform with one shop, and whoever calls it.
pub(crate) struct World {
    pub(crate) shopify: Shopify,
    pub(crate) authority: Authority,
    pub(crate) roads: Roads,
    pub(crate) recorder: Recorder,
}

impl World {
    pub(crate) async fn new() -> Self {
        let authority = Authority::new().unwrap();
        let recorder = Recorder::keeping();
        let options = ShopifyOptions {
            app: App::new(CLIENT, SECRET, &[CALLBACK]),
            app_url: APP_URL.to_owned(),
            mark: "run".to_owned(),
            recorder: recorder.clone(),
        };
        let roads = Roads::new(&authority).unwrap();
        let mut shopify = Shopify::new(&authority, options);
        let address = shopify.open(SHOP).await.unwrap().address();
        roads.lead(SHOP, address);
        Self { shopify, authority, roads, recorder }
    }

    /// Posts JSON to the shop.
    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers = [&[("Content-Type", "application/json")], headers].concat();
        self.send("POST", path, &headers, &body.to_string()).await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let url = Url::parse(&format!("https://{SHOP}{path}")).unwrap();
        self.roads.send(method, &url, headers, body.to_owned()).await.unwrap()
    }

    /// Asks the token endpoint, as this app.
    pub(crate) async fn token(&self, fields: Value) -> Answer {
        let mut body = json!({"client_id": CLIENT, "client_secret": SECRET, "expiring": "1"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.post("/admin/oauth/access_token", &[], &body).await
    }

    /// The merchant consents; gives the address to which the browser is sent.
    pub(crate) async fn consent(&self, scope: &str, state: &str) -> Url {
        let mut browser = Browser::new(&self.roads);
        let page = browser.open(&authorize_url(scope, state)).await.unwrap();
        match page.location() {
            Some(location) => location,
            None => browser.submit(&page.form().unwrap()).await.unwrap().location().unwrap(),
        }
    }

    /// A pair of tokens, by a code.
    pub(crate) async fn install(&self) -> Value {
        let back = self.consent("write_orders,read_products", "state-1").await;
        let answer = self.token(json!({"code": parameter(&back, "code")})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        read(&answer)
    }

    /// Asks the Admin API.
    pub(crate) async fn graphql(&self, token: &str, query: &str, variables: Value) -> Answer {
        let body = json!({"query": query, "variables": variables});
        self.post("/admin/api/2026-10/graphql.json", &[("X-Shopify-Access-Token", token)], &body).await
    }
}

pub(crate) fn authorize_url(scope: &str, state: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", CLIENT)
        .append_pair("scope", scope)
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("state", state)
        .finish();
    format!("https://{SHOP}/admin/oauth/authorize?{query}")
}

pub(crate) fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

pub(crate) fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("not JSON: {}", answer.body))
}

pub(crate) fn says(page: &Page, text: &str) -> bool {
    page.answer.body.contains(text)
}
