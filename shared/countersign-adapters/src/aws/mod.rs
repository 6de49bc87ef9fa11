//! One configuration for every AWS client: credentials, region and endpoints from Lambda's own variables, one HTTP
//! client, explicit time-outs and retries. There is no provider chain (docs/decisions/0001).

mod client;
mod failure;
mod settings;

pub use client::Aws;
pub use failure::{Failure, Summary, cancelled, failure};
pub use settings::AwsSettings;
