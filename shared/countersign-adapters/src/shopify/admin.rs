//! The Admin API, as far as connecting needs it.

use countersign_core::{
    ports::{AppCredentials, Probe, Tried},
    store::ShopDomain,
    tokens::AccessToken,
};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use super::HttpShopify;
use crate::http::{CallFault, Heard};

const PROBE: &str = include_str!("graphql/probe.graphql");
/// An answer to any of our documents has a few kilobytes.
pub(super) const LARGEST_ANSWER: usize = 512 * 1024;

#[derive(Serialize)]
struct Call<'a, V> {
    query: &'a str,
    variables: V,
}

/// For a document without variables.
#[derive(Serialize)]
struct Nothing {}

impl<A: AppCredentials> HttpShopify<A> {
    /// Sends a document with its variables, once.
    pub(super) async fn graphql(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        query: &str,
        variables: impl Serialize,
    ) -> Result<Heard, CallFault> {
        let url = format!("https://{shop}/admin/api/{}/graphql.json", self.api_version);
        // A token is visible ASCII, of which every text can stand in a header, and of our documents every one is JSON.
        let mut key = HeaderValue::from_str(token.expose()).map_err(|_| CallFault::Protocol)?;
        key.set_sensitive(true);
        let body = serde_json::to_vec(&Call { query, variables }).map_err(|_| CallFault::Protocol)?;
        let post = self.caller.post(&url).header("x-shopify-access-token", key);
        let post = post.header(CONTENT_TYPE, "application/json").header(ACCEPT, "application/json");
        self.caller.hear(post.body(body), LARGEST_ANSWER).await
    }
}

impl<A: AppCredentials> Probe for HttpShopify<A> {
    /// Only a 200 says that the token is good, and only a 401 that it is not. Whether it was looked at before a frozen shop,
    /// or an app that calls from the wrong address, was turned away, nobody says.
    async fn try_out(&self, shop: &ShopDomain, token: &AccessToken) -> Tried {
        match self.graphql(shop, token, PROBE, Nothing {}).await {
            Ok(Heard { status: 200, .. }) => Tried::Works,
            Ok(Heard { status: 401, .. }) => Tried::Refused,
            Ok(Heard { status: 402 | 403 | 423, .. }) => Tried::Barred,
            Ok(_) | Err(_) => Tried::Unclear,
        }
    }
}
