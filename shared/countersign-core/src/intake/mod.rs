//! Intake: from a raw request to one durable entry, or to a refusal that tells a stranger nothing.

mod accept;
mod body;
mod error;
mod headers;
mod keep;
mod request;
mod signature;

pub use accept::{Intake, Receipt};
pub use error::IntakeError;
pub use request::{Headers, RawDelivery, Route};
pub use signature::Signature;
