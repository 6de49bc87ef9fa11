//! The journal on DynamoDB.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod cost;
mod frozen;
mod promises;
mod round_trip;
mod tampering;
mod trouble;
