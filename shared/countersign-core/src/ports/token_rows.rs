//! The connections table, as far as tokens go: leases, intents, what is current, and which stores are due.
//!
//! Every method that takes a [`Lease`] writes in one conditional update, while `fence` and owner in the row are the
//! lease's: until another lease is granted, or this one released. Conditions are never on time. To repeat such a write is
//! harmless, and one that arrives late changes nothing.

use std::{error::Error, future::Future, time::SystemTime};

use crate::{
    store::Store,
    tokens::{AuditNote, ConnectionRow, Doubt, Intent, Lease, Life, Owner, Scopes, VersionId, WriteBudget},
};

/// Leases and intents. Every function that touches tokens has these, and no more of the row than its own further port.
pub trait TokenLeases: Send + Sync {
    /// The row as it is, read consistently.
    fn row(&self, store: &Store) -> impl Future<Output = Result<Option<ConnectionRow>, RowError>> + Send;

    /// Grants a lease if none is in force (no owner, or an end before the claim's `now`): sets owner and end, and adds one
    /// to `fence`.
    ///
    /// Of any number of concurrent callers at most one is granted. A row that shows the claim's own `owner` was granted to
    /// this claim by an earlier try, and is answered so. Without `create`, a store without a row is [`Acquired::Unknown`].
    fn acquire(&self, claim: &LeaseClaim) -> impl Future<Output = Result<Acquired, RowError>> + Send;

    /// Writes the intents down, before the exchange that they announce.
    fn intend(
        &self,
        lease: &Lease,
        intention: &Intention,
    ) -> impl Future<Output = Result<Written, RowError>> + Send;

    /// Ends the lease (takes owner and end out of the row) and says when the store is due next.
    fn release(
        &self,
        lease: &Lease,
        ending: &Ending,
    ) -> impl Future<Output = Result<Written, RowError>> + Send;
}

/// Makes a version current. `token-refresh` and `oauth-callback` may.
pub trait CurrentRows: Send + Sync {
    /// Sets what is current and the intents that remain, sets the status to connected and the credentials to good, forgets
    /// failures and doubts, clears `settled`; and adds the note to the journal, in one transaction.
    fn make_current(
        &self,
        lease: &Lease,
        change: &NewCurrent,
        note: &AuditNote,
    ) -> impl Future<Output = Result<Written, RowError>> + Send;
}

/// Says that a store's tokens do not work. `token-refresh` may.
pub trait MarkRows: Send + Sync {
    /// Sets the credentials and adds the note, in one transaction.
    fn mark(
        &self,
        lease: &Lease,
        mark: Mark,
        note: &AuditNote,
    ) -> impl Future<Output = Result<Written, RowError>> + Send;
}

/// Disconnects. `store-lifecycle` may.
pub trait DisconnectRows: Send + Sync {
    /// Sets the status to disconnected, forgets all intents, takes the store out of the index of due ones; and adds the
    /// note, in one transaction.
    fn disconnect(
        &self,
        lease: &Lease,
        note: &AuditNote,
    ) -> impl Future<Output = Result<Written, RowError>> + Send;
}

/// The index of due stores.
pub trait DueStores: Send + Sync {
    /// The stores of one shard whose time has come, the longest due first, at most `limit`. May be a little behind.
    fn due(
        &self,
        shard: u8,
        now: SystemTime,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<DueStore>, RowError>> + Send;
}

/// The stores that the schedule leaves alone for a day, because their tokens were refused or their shop was unavailable.
pub trait ParkedStores: Send + Sync {
    /// One page of them, after what an earlier page gave as `next`. Reads the whole table: for a person's use.
    fn parked(&self, after: Option<&str>) -> impl Future<Output = Result<ParkedPage, RowError>> + Send;
}

/// Some of the stores that are parked; perhaps none, though more may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedPage {
    /// Which.
    pub stores: Vec<Store>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<String>,
}

/// A wish for a lease.
#[derive(Clone, Debug)]
pub struct LeaseClaim {
    /// Of which store.
    pub store: Store,
    /// Whose; another for every claim.
    pub owner: Owner,
    /// The claimant's clock.
    pub now: SystemTime,
    /// When the lease is to end.
    pub until: SystemTime,
    /// Whether a row is made for a store that has none: by an installation only.
    pub create: bool,
}

/// What became of a wish.
#[derive(Clone, Debug)]
pub enum Acquired {
    /// Granted. The row is as it stands after that, so that nothing needs to be read again.
    Granted(Lease, Box<ConnectionRow>),
    /// Somebody holds one.
    Held,
    /// There is no such store.
    Unknown,
}

/// What is written before an exchange.
#[derive(Clone, Debug)]
pub struct Intention {
    /// All versions that may be in the vault without being current.
    pub intents: Vec<Intent>,
    /// The budget, charged.
    pub budget: WriteBudget,
    /// When the store is due if nobody comes back: soon after the lease ends.
    pub due_at: SystemTime,
}

/// What is written when work ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// When the store is due next; none if it is out of the index.
    pub due_at: Option<SystemTime>,
    /// Whether `AWSCURRENT` is known to be right.
    pub settled: bool,
    /// Failures in a row.
    pub failures: u32,
    /// What is not believed yet.
    pub doubt: Option<Doubt>,
    /// When somebody last had to wait for a renewal.
    pub wanted_at: Option<SystemTime>,
    /// The intents that remain open.
    pub intents: Vec<Intent>,
    /// The budget; less than before if a charged write was not made.
    pub budget: WriteBudget,
}

/// A version becomes current.
#[derive(Clone, Debug)]
pub struct NewCurrent {
    /// Which.
    pub version: VersionId,
    /// The row's generation after that.
    pub generation: u64,
    /// Its times.
    pub life: Life,
    /// What it may do.
    pub scopes: Scopes,
    /// Set if it comes of an installation; left alone otherwise.
    pub installed_at: Option<SystemTime>,
    /// The intents that remain open.
    pub intents: Vec<Intent>,
    /// When the store is due if nobody comes back: soon after the lease ends.
    pub due_at: SystemTime,
}

/// What is wrong with a store's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Every one that is held was refused.
    ReauthRequired,
    /// The shop is frozen, closed or unpaid.
    Unavailable,
}

/// A store whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueStore {
    /// Which.
    pub store: Store,
    /// Since when.
    pub due_at: SystemTime,
}

/// Whether a fenced write was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was.
    Done,
    /// The lease was released, or another granted since; nothing changed.
    Stale,
}

/// Why the table could not answer. Whether a write was made is then not known.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// Slow, throttling, or away: trying later may help.
    #[error("connections table is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It refused us: trying again cannot help.
    #[error("connections table refused the request")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// A row is not as we write them. Names the attribute, never its value.
    #[error("connections table holds a row without a usable `{0}`")]
    Unreadable(&'static str),
}
