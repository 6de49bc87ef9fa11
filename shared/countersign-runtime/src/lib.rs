//! What every function does the same way on Lambda: settings, logs, raw events, answers, and refusing to start.

mod clock;
mod host;
mod http_event;
mod masking_check;
mod policy;
mod respond;
mod run;
mod settings;
mod sqs_event;
mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;

pub use clock::now;
pub use host::{Invocation, malformed, serve};
pub use http_event::HttpEvent;
pub use lambda_http::http::StatusCode;
pub use lambda_runtime::Diagnostic;
pub use masking_check::{check_masking, masking_sample};
pub use policy::{check_policy, policy};
pub use respond::{Answer, depart, empty, json, page, private, refusal, refused};
pub use run::{Stopped, run};
pub use settings::{Common, Refusal, Settings};
pub use sqs_event::{BatchFailures, SqsBatch, SqsRecord};
pub use telemetry::{correlate, start_logging};
