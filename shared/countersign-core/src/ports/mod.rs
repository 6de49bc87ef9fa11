//! What the rules need from the outside: one port per need, as narrow as the permission behind it.

mod connections;
mod entropy;
mod journal;
mod keyed_stores;
mod ledger;
mod legacy_tokens;
mod lifecycle_records;
mod partners;
mod queue;
mod renewal;
mod rounds;
mod secrets;
mod states;
mod store_keys;
mod subscriptions;
mod timing;
mod token_endpoint;
mod token_rows;
mod vault;

pub use connections::{Connection, Connections};
pub use entropy::Entropy;
pub use journal::{Appended, JournalError, JournalReader, JournalWriter, LifecycleJournal, ReadError};
pub use keyed_stores::{Disconnected, KeyReader, KeyedDisconnect, KeyedStore, KeyedStores};
pub use ledger::{Attempt, Claim, DueDelivery, Ledger, LedgerError, Settlement};
pub use legacy_tokens::LegacyTokens;
pub use lifecycle_records::{ComplianceRequest, LifecycleRecords, Recorded, ScopesChange};
pub use partners::{PartnerAnswer, PartnerFault, PartnerRequest, Partners};
pub use queue::{DeliveryMessage, DeliveryQueue, QueueError};
pub use renewal::{RenewalPlatform, RenewalRows, RenewalVault};
pub use rounds::{ConnectedPage, ConnectedStores, Rounds};
pub use secrets::{
    AppCredentials, DeliverySecrets, EntrySecrets, IntakeSecrets, OAuthSecrets, PartnerSecret, SecretError,
    ShopifyApp, ShopifyAppSecret, WebhookMasters,
};
pub use states::{States, StatesError};
pub use store_keys::{KeyDeposit, KeyTrial, StoreKeysError};
pub use subscriptions::{Asked, StoreWebhooks, SubscribeFault, Subscriptions, Wanted, WebhookRemoval};
pub use timing::{Clock, Pause, Timing};
pub use token_endpoint::{Grant, Probe, TokenAnswer, TokenEndpoint, TokenFault, Tried};
pub use token_rows::{
    Acquired, CurrentRows, DisconnectRows, DueStore, DueStores, Ending, Intention, LeaseClaim, Mark,
    MarkRows, NewCurrent, ParkedPage, ParkedStores, RowError, TokenLeases, Written,
};
pub use vault::{CurrentLabel, PairDeposit, PairReader, PairWriter, Promoted, VaultError};
