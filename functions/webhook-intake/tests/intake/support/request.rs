//! Requests as API Gateway hands them over. Signatures are made here from the algorithm, not by the code under test.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::testing::SHOPIFY_CLIENT_SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The shop that signs unless a test says otherwise.
pub(crate) const SHOP: &str = "test-shop.myshopify.com";
/// The address of all Shopify shops.
pub(crate) const SHOPIFY: &str = "/webhooks/shopify/local-door-key-for-tests-only";
/// The addresses of WooCommerce stores, up to the store.
const WOOCOMMERCE: &str = "/webhooks/woocommerce/local-door-key-for-tests-only/";
/// The webhook secret of `store-1` in the stage `local`, derived elsewhere from the local test master.
pub(crate) const STORE_SECRET: &str = "iWtUIWfe8GIAvAc0pmXjJo1PBnfwJzkr5qGLUK16DL1";
/// The same of `store-2`.
pub(crate) const OTHER_STORE_SECRET: &str = "jHSrs5LfQsAMbcQgwiizj4NllT7vy1lJYZVQFZthwnJ";

/// A request in the making, right in every way until told otherwise.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    base64: bool,
}

impl Request {
    /// A delivery of `SHOP` with Shopify's headers.
    pub(crate) fn shopify(topic: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = [
            ("content-type", "application/json"),
            ("user-agent", "Shopify-Captain-Hook"),
            ("x-shopify-api-version", "2026-10"),
            ("x-shopify-event-id", "5a3b1c0e-0000-4000-8000-000000000001"),
            ("x-shopify-shop-domain", SHOP),
            ("x-shopify-topic", topic),
            ("x-shopify-triggered-at", "2026-11-21T23:59:00.123456789Z"),
            ("x-shopify-webhook-id", "b54557e4-0000-4000-8000-000000000001"),
        ];
        Self::to(SHOPIFY, &headers, body.into()).signed_with(SHOPIFY_CLIENT_SECRET)
    }

    /// A delivery of `store-1` with WooCommerce's headers.
    pub(crate) fn woocommerce(topic: &str, body: impl Into<Vec<u8>>) -> Self {
        let (resource, event) = topic.split_once('.').unwrap();
        let headers = [
            ("content-type", "application/json"),
            ("user-agent", "WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)"),
            ("x-wc-webhook-delivery-id", "8efa9972a01e22daa646cb0249b241f5"),
            ("x-wc-webhook-event", event),
            ("x-wc-webhook-id", "11"),
            ("x-wc-webhook-resource", resource),
            ("x-wc-webhook-source", "https://store-1.example.test/"),
            ("x-wc-webhook-topic", topic),
        ];
        Self::to(&woo_path("store-1"), &headers, body.into()).signed_with(STORE_SECRET)
    }

    /// What WooCommerce sends when a webhook is made.
    pub(crate) fn ping(body: &str) -> Self {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("user-agent", "WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)"),
        ];
        Self::to(&woo_path("store-1"), &headers, body.into()).in_base64()
    }

    fn to(path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { method: "POST", path: path.to_owned(), headers: headers.collect(), body, base64: false }
    }

    /// The same with one more or another header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }

    /// The same without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// The same under another delivery id.
    pub(crate) fn delivered_as(self, id: &str) -> Self {
        let name = if self.is_shopify() { "x-shopify-webhook-id" } else { "x-wc-webhook-delivery-id" };
        self.with(name, id)
    }

    /// The same, signed with another secret.
    pub(crate) fn signed_with(self, secret: &str) -> Self {
        let signature = BASE64_STANDARD.encode(signature(secret, &self.body));
        self.signed_as(signature)
    }

    /// The same with this for a signature.
    pub(crate) fn signed_as(self, signature: impl Into<String>) -> Self {
        let name = if self.is_shopify() { "x-shopify-hmac-sha256" } else { "x-wc-webhook-signature" };
        self.with(name, signature)
    }

    /// The same for another WooCommerce store.
    pub(crate) fn of_store(mut self, store: &str) -> Self {
        self.path = woo_path(store);
        self
    }

    /// The same at another path.
    pub(crate) fn at_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same by another method.
    pub(crate) fn by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// The same with its body in base64, as API Gateway writes what it does not take for text.
    pub(crate) fn in_base64(mut self) -> Self {
        self.base64 = true;
        self
    }

    fn is_shopify(&self) -> bool {
        self.path.contains("/shopify/")
    }

    /// The event (payload format 2.0).
    pub(crate) fn to_event(&self) -> String {
        let body = match std::str::from_utf8(&self.body) {
            Ok(text) if !self.base64 => text.to_owned(),
            _ => BASE64_STANDARD.encode(&self.body),
        };
        let is_base64_encoded = self.base64 || std::str::from_utf8(&self.body).is_err();
        let mut event = json!({
            "version": "2.0",
            "routeKey": self.route_key(),
            "rawPath": self.path,
            "rawQueryString": "",
            "headers": self.headers,
            "requestContext": self.context(),
            "body": body,
            "isBase64Encoded": is_base64_encoded,
        });
        if let Some(store) = self.store() {
            event["pathParameters"] = json!({"store": store});
        }
        event.to_string()
    }

    fn store(&self) -> Option<&str> {
        self.path.strip_prefix(WOOCOMMERCE)
    }

    fn route_key(&self) -> String {
        match self.store() {
            Some(_) => format!("{} {WOOCOMMERCE}{{store}}", self.method),
            None => format!("{} {}", self.method, self.path),
        }
    }

    fn context(&self) -> Value {
        json!({
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "local.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "local",
            "http": {
                "method": self.method,
                "path": self.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": self.headers.get("user-agent"),
            },
            "requestId": "test-request",
            "routeKey": self.route_key(),
            "stage": "$default",
            "time": "22/Nov/2026:00:00:00 +0000",
            "timeEpoch": 1_795_305_600_000_u64,
        })
    }
}

fn woo_path(store: &str) -> String {
    format!("{WOOCOMMERCE}{store}")
}

/// HMAC-SHA256 of `body`.
pub(crate) fn signature(secret: &str, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    mac.finalize().into_bytes().into()
}
