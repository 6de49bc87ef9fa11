//! The ledger of deliveries, and what is known of stores, on DynamoDB.

mod connections;
mod frozen;
mod promises;
mod rows;
mod trouble;
