//! The journal on DynamoDB.

mod cost;
mod frozen;
mod promises;
mod round_trip;
mod tampering;
mod trouble;
