//! The whole system on one machine: AWS, API Gateway, Lambda, stores and partners, played on loopback.
//!
//! Nothing outside `tests/` depends on this crate, and it never depends on the product's crates: it knows the
//! functions only as binaries and the system only by `template.yaml`.

pub mod aws;
mod clock;
pub mod gateway;
mod http_server;
pub mod lambda;
mod tasks;
pub mod template;
pub mod wiring;
