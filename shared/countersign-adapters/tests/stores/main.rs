//! The clients for stores, against a server over real TLS that says what a test wants it to say.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod documents;
mod forbidden;
mod server;
mod shopify;
mod subscriptions;
mod woocommerce;
