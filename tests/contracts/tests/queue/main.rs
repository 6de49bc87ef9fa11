//! The queue of deliveries on SQS.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod bodies;
mod sending;
