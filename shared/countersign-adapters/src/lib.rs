//! The outside: AWS and partners. The only crate that knows an SDK or opens a socket.

pub mod aws;
pub mod dynamodb;
pub mod http;
pub mod secrets_manager;
pub mod sqs;

mod entropy;

pub use entropy::SystemEntropy;
