//! Somebody else's HTTPS server on loopback: what it does is its own affair, how it behaves is played from a script.

mod behaviour;
mod broken;
mod script;
mod server;

pub use behaviour::{Answer, Behaviour};
pub use broken::Broken;
pub(crate) use script::Script;
pub(crate) use server::{Certificates, Conduct, Play, Server};

use hyper::HeaderMap;

/// Headers with names in lower case, in the order they came; bytes that are not text are shown as U+FFFD.
pub(crate) fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    let readable = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), readable(value.as_bytes()))).collect()
}
