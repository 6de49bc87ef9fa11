//! `token-refresh` as it is deployed, over memory ports: raw events in, rows, secrets and answers out. The rules of a
//! renewal are shown by `tests/simulation`; here is what the function adds to them.
#![expect(clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod bench;
mod disconnecting;
mod due;
mod events;
mod migrate;
mod one_store;
mod rounds;
mod settings;
mod shops;
mod stores;

use countersign_runtime::testing as log;
