//! The outside: AWS and partners. The only crate that knows an SDK or opens a socket.

pub mod aws;
pub mod dynamodb;
pub mod http;
pub mod secrets_manager;
pub mod shopify;
pub mod sqs;
pub mod woocommerce;

mod entropy;
mod time;

pub use entropy::SystemEntropy;
pub use time::Time;
