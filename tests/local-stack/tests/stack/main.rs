//! What is played from the template, tested from outside: one binary, one module per part.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests, and the helpers of tests"
)]

mod functions;
mod gateway;
mod http;
mod lambda;
mod records;
mod support;
mod template;
mod wiring;
