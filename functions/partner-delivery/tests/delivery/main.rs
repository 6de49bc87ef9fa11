//! `partner-delivery` as it is deployed, over memory ports: raw events in, answers and attempts out. What becomes of
//! an attempt over real TLS and real queues is in `tests/contracts`.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail like tests"
)]

mod batches;
mod bench;
mod envelope;
mod events;
mod schedule;
mod settings;
