//! The ledger of deliveries, and what is known of stores, on DynamoDB.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod connections;
mod frozen;
mod promises;
mod rows;
mod trouble;
