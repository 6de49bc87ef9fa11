//! `webhook-intake` as it is deployed, over memory ports: raw events in, answers and journal entries out.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail like tests"
)]

mod cases;
mod events;
mod facts;
mod hosting;
mod keeping;
mod support;
