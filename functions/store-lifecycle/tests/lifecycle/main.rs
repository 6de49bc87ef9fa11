//! `store-lifecycle` as it is deployed, over memory ports: batches in, rows, records and answers out. Events are those that
//! the real intake kept.
#![expect(clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod bench;
mod compliance;
mod events;
mod log;
mod messages;
mod removal;
mod scopes;
mod settings;
