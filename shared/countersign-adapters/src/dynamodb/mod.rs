//! The tables: `journal`, `deliveries`, `connections`.

mod connections;
mod item;
mod journal_reader;
mod journal_scan;
mod journal_wire;
mod journal_writer;
mod ledger;
mod ledger_wire;

pub use connections::DynamoConnections;
pub use journal_reader::DynamoJournalReader;
pub use journal_scan::{DynamoJournalScan, Scanned};
pub use journal_writer::DynamoJournalWriter;
pub use ledger::DynamoLedger;
