//! `store-lifecycle` as it is deployed, over memory ports: batches in, rows, records and answers out. Events are those that
//! the real intake kept.
#![expect(clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod bench;
mod clock;
mod compliance;
mod events;
mod messages;
mod removal;
mod scopes;
mod settings;

use countersign_runtime::testing as log;
