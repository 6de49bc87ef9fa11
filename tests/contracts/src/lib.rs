//! What the ports promise, as functions over any implementation, and what the tests need to hold the real adapters
//! to it: a local AWS with the template's tables, partners over real TLS, a clock that moves only when told.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only tests use this crate: a helper that cannot go on fails its test"
)]

pub mod clock;
pub mod entries;
pub mod items;
pub mod journal;
pub mod ledger;
pub mod net;
pub mod pairs;
pub mod raw_server;
pub mod rows;
pub mod stack;
pub mod states;
pub mod tls;
