//! A careless function tells nothing, and still what operators need.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod canaries;
mod function;
mod lines;
mod panics;
mod rules;
mod telling;
