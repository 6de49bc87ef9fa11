//! The ports in memory, for tests of the rules and of the functions: no I/O, no clock, every run the same.
//!
//! What is here replaces an adapter in process. Somebody else's server, over the wire, is the local stack's part.

mod entropy;
mod journal;
mod ledger;
mod partners;
mod queue;
mod secrets;
mod trouble;

pub use entropy::SeededEntropy;
pub use journal::{MemoryJournal, reopened};
pub use ledger::MemoryLedger;
pub use partners::{OpenConnections, ScriptedPartners, SentRequest};
pub use queue::MemoryQueue;
pub use secrets::{AUDIT, FixedSecrets, JOURNAL, SHOPIFY_CLIENT_SECRET, WOOCOMMERCE_MASTER, ring};
pub use trouble::{FailingJournal, FailingSecrets, ForgetfulJournal, SilentJournal, Trouble};
