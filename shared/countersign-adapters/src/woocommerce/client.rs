//! A WooCommerce store's REST API, over the wire.

use std::time::{Duration, SystemTime};

use countersign_core::{oauth::ConsumerKeys, store::StoreUrl};
use reqwest::{
    RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, HeaderValue},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::http::{CallFault, Caller, ClientError, Heard, LocalNet};

/// Many of these stores share a slow machine; the platform itself waits a minute for us.
const DEADLINE: Duration = Duration::from_secs(8);
/// A hundred webhooks have some 60 KB.
const LARGEST_ANSWER: usize = 512 * 1024;

/// The client for WooCommerce stores. One per function instance.
#[derive(Clone)]
pub struct HttpWooCommerce {
    pub(super) caller: Caller,
}

impl HttpWooCommerce {
    /// Builds the client.
    pub fn new(local: Option<LocalNet>, clock: fn() -> SystemTime) -> Result<Self, ClientError> {
        Ok(Self { caller: Caller::new(DEADLINE, local, clock)? })
    }

    /// Sends under the store's own keys, in a header: a query would stand in the store's logs.
    pub(super) async fn hear(
        &self,
        request: RequestBuilder,
        keys: &ConsumerKeys,
    ) -> Result<Heard, CallFault> {
        let pair = Zeroizing::new(format!("{}:{}", keys.expose_key(), keys.expose_secret()));
        let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(&*pair)));
        let mut basic = HeaderValue::from_str(&text).map_err(|_| CallFault::Protocol)?;
        basic.set_sensitive(true);
        let request = request.header(AUTHORIZATION, basic).header(ACCEPT, "application/json");
        self.caller.hear(request, LARGEST_ANSWER).await
    }
}

/// The address of the store's webhooks, below its own.
pub(super) fn webhooks(url: &StoreUrl, rest: &str) -> String {
    format!("{url}wp-json/wc/v3/webhooks{rest}")
}
