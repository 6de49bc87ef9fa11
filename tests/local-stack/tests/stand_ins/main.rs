//! The stand-in stores and partners, as the rest of the stack meets them: over real sockets.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail like tests"
)]

mod bad_days;
mod client;
mod gateway;
mod partner_rules;
mod shopify;
mod sites;
mod tls;
mod woocommerce;
