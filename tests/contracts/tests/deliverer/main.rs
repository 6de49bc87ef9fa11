//! The use case of delivery over the real adapters: journal, ledger and queue on AWS as played, partners over TLS.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod attempts;
mod crashes;
mod credentials;
mod dead;
mod delivered;
mod minimised;
mod parked;
mod rotation;
mod site;
