//! The AWS services the system uses, on one loopback endpoint: DynamoDB with its streams (embedded dynoxide), SQS
//! and Secrets Manager (ours, only the operations used, each held to AWS's documentation by `tests/contracts`).
//!
//! A caller is named by its access key id, which is how calls are counted, refused and disturbed per function.
//! Signatures are not checked: everything here is open to whoever can reach the loopback port.

mod answer;
mod call;
mod call_log;
mod clients;
mod clock;
mod dispatch;
mod dynamodb;
mod error;
mod faults;
mod kept;
mod needs;
mod permissions;
mod secrets_manager;
mod server;
mod sqs;
mod stack;

#[cfg(test)]
mod tests;

pub use call::Service;
pub use call_log::{Call, CallLog, Calls, Mark};
pub use clients::SECRET_ACCESS_KEY;
pub use error::StackError;
pub use faults::{Fault, Faults, Trouble};
pub use permissions::{Grant, Permissions};
pub use stack::{Aws, AwsOptions};

/// The region of every resource here. Templates are resolved with it, so that their ARNs are the ones used.
pub const REGION: &str = "eu-central-1";

/// The account of every resource here.
pub const ACCOUNT: &str = "000000000000";
