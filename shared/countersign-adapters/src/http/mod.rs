//! Calls to others over the public internet.

mod guard;
mod local_net;
mod partners;
mod resolver;
mod retry_after;

pub use guard::is_public;
pub use local_net::{LocalNet, LocalNetError};
pub use partners::{ClientError, HttpPartners};
