//! The tables: `journal`, `deliveries`, `connections`, `oauth-states`, `audit`.

mod audit_wire;
mod change;
mod connections;
mod due_stores;
mod item;
mod journal_reader;
mod journal_scan;
mod journal_wire;
mod journal_writer;
mod key_rows;
mod keyed_stores;
mod ledger;
mod ledger_wire;
mod lifecycle_records;
mod parked_stores;
mod rounds;
mod row_wire;
mod state_wire;
mod states;
mod token_rows;
mod transaction;
mod update;

pub use connections::DynamoConnections;
pub use journal_reader::DynamoJournalReader;
pub use journal_scan::{DynamoJournalScan, Scanned};
pub use journal_writer::DynamoJournalWriter;
pub(crate) use key_rows::{Connecting, KeyRow, KeyRows};
pub use keyed_stores::DynamoKeyedStores;
pub use ledger::DynamoLedger;
pub use lifecycle_records::DynamoLifecycleRecords;
pub use rounds::DynamoRounds;
pub use states::DynamoStates;
pub use token_rows::DynamoTokenRows;
