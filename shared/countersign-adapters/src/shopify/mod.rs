//! Shopify, over the wire: the token endpoint, the cheap call that tries a token, and subscriptions to webhooks.
//!
//! A host is only ever one that passed [`countersign_core::store::ShopDomain`]. What is secret in a request goes into its
//! body or a header that is marked so, never into an address or an error.

mod admin;
mod app_tokens;
mod subscriptions;
mod token;

use std::time::{Duration, SystemTime};

use countersign_core::ports::AppCredentials;

use crate::http::{Caller, ClientError, LocalNet};

/// The ports promise an end within this long.
const DEADLINE: Duration = Duration::from_secs(5);

/// The client for shops. One per function instance; clones share its connections.
#[derive(Clone)]
pub struct HttpShopify<A> {
    caller: Caller,
    app: A,
    api_version: String,
}

impl<A: AppCredentials> HttpShopify<A> {
    /// Builds the client. `api_version` is a version of the Admin API such as `2026-10`.
    pub fn new(
        app: A,
        api_version: String,
        local: Option<LocalNet>,
        clock: fn() -> SystemTime,
    ) -> Result<Self, ClientError> {
        Ok(Self { caller: Caller::new(DEADLINE, local, clock)?, app, api_version })
    }
}
