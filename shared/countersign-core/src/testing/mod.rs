//! The ports in memory, for tests of the rules and of the functions: no I/O, no clock, every run the same.
//!
//! What is here replaces an adapter in process. Somebody else's server, over the wire, is the local stack's part.

mod entropy;
mod journal;
mod ledger;
mod oauth_secrets;
mod partners;
mod queue;
mod records;
mod rows;
mod secrets;
mod shopify;
mod states;
mod store_keys;
mod time;
mod trouble;
mod vault;

pub use entropy::SeededEntropy;
pub use journal::{MemoryJournal, reopened};
pub use ledger::MemoryLedger;
pub use oauth_secrets::{FixedOAuthSecrets, OAUTH, SHOPIFY_CLIENT_ID, shopify_app};
pub use partners::{OpenConnections, ScriptedPartners, SentRequest};
pub use queue::MemoryQueue;
pub use records::MemoryRecords;
pub use rows::MemoryRows;
pub use secrets::{AUDIT, FixedSecrets, JOURNAL, SHOPIFY_CLIENT_SECRET, WOOCOMMERCE_MASTER, ring};
pub use shopify::ScriptedShopify;
pub use states::MemoryStates;
pub use store_keys::{MemoryKeys, OneStore};
pub use time::MemoryTime;
pub use trouble::{FailingJournal, FailingSecrets, ForgetfulJournal, SilentJournal, Trouble};
pub use vault::MemoryVault;
