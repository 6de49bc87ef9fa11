//! Calls to others over the public internet.

mod client;
mod guard;
mod local_net;
mod partners;
mod resolver;
mod retry_after;

pub(crate) use client::{CallFault, Heard};
pub use client::{Caller, ClientError};
pub use guard::is_public;
pub use local_net::{LocalNet, LocalNetError};
pub use partners::HttpPartners;
