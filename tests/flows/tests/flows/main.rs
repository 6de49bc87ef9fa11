//! The flows: one binary, one module per part of the story.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod accepting;
mod crashes;
mod credentials;
mod failing_partners;
mod fan_out;
mod forged;
mod journal;
mod large;
mod lost_answers;
mod minimised;
mod odd_events;
mod outages;
mod processes;
mod queue_messages;
mod repeats;
mod restart;
mod rotation;
mod same_bodies;
mod settings;
mod signed;
mod stack_command;
