//! The flows: one binary, one module per part of the story. The largest events have `../large` to themselves.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod accepting;
mod app_secret;
mod checking;
mod crashes;
mod credentials;
mod failing_partners;
mod fan_out;
mod forged;
mod installing;
mod journal;
mod killed;
mod leaks;
mod lost_answers;
mod masking_check;
mod minimised;
mod odd_events;
mod outages;
mod panics;
mod processes;
mod queue_messages;
mod renewing;
mod repeats;
mod restart;
mod same_bodies;
mod settings;
mod signed;
mod stack_command;
mod uninstalled;
