//! The whole system on one machine: AWS, API Gateway, Lambda, stores and partners, played on loopback.
//!
//! Nothing outside `tests/` depends on this crate, and it never depends on the product's crates: it knows the
//! functions only as binaries and the system only by `template.yaml`.

pub mod aws;
pub mod cli;
pub mod demo;
pub mod gateway;
pub mod https;
pub mod lambda;
pub mod log_filter;
pub mod partner;
pub mod record;
pub mod sites;
pub mod stack;
pub mod stores;
pub mod template;
pub mod tls;
pub mod wiring;

mod clock;
mod http_server;
mod tasks;
