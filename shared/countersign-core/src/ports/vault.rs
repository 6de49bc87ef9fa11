//! The vault of stores' secrets, cut by permission.
//!
//! A version is written once under an id that is known beforehand; labels are moved by compare-and-swap. What is current
//! is decided in the connections table; labels follow.

use std::{error::Error, future::Future};

use crate::{
    store::Store,
    tokens::{StoredFault, StoredPair, VersionId},
};

/// Reads versions.
pub trait PairReader: Send + Sync {
    /// The version with this id, whatever its labels; none if there is none.
    fn read(
        &self,
        store: &Store,
        version: &VersionId,
    ) -> impl Future<Output = Result<Option<StoredPair>, VaultError>> + Send;

    /// The version that `AWSPENDING` is on: a hint at the last one that was put, whoever put it.
    fn pending(
        &self,
        store: &Store,
    ) -> impl Future<Output = Result<Option<(VersionId, StoredPair)>, VaultError>> + Send;
}

/// Writes versions of secrets that exist. `token-refresh` may.
pub trait PairWriter: Send + Sync {
    /// Puts a version with the label `AWSPENDING`. To repeat it with the same pair changes nothing.
    fn put_pending(
        &self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
    ) -> impl Future<Output = Result<(), VaultError>> + Send;
}

/// Writes first versions. `oauth-callback` may, and can never read one.
pub trait PairDeposit: Send + Sync {
    /// Creates the secret with this version, which is then `AWSCURRENT`; or, if the secret exists, puts the version with
    /// the label `AWSPENDING`. To repeat it with the same pair changes nothing.
    fn deposit(
        &self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
    ) -> impl Future<Output = Result<(), VaultError>> + Send;
}

/// The label `AWSCURRENT`, by which readers find the pair.
pub trait CurrentLabel: Send + Sync {
    /// Moves it to `version` if it is on `from` (on none, if none); says where it is otherwise.
    fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> impl Future<Output = Result<Promoted, VaultError>> + Send;
}

/// What became of a promotion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promoted {
    /// The label is on the version, by this call or an earlier one.
    Done,
    /// The label was somewhere else than expected, and is still there.
    Elsewhere(Option<VersionId>),
}

/// Why the vault did not do as asked. Whether a write was made is then not known, unless it was refused.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Slow, throttling, or away: trying later may help.
    #[error("secret of {store} is unavailable")]
    Unavailable {
        /// Whose secret.
        store: Store,
        /// What the service reported.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It refused us: trying again cannot help.
    #[error("secret of {store} was refused")]
    Refused {
        /// Whose secret.
        store: Store,
        /// What the service reported.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A version is not a pair of this stage and store.
    #[error("secret of {store} {fault}")]
    BadSecret {
        /// Whose secret.
        store: Store,
        /// What is wrong with it.
        fault: StoredFault,
    },
}
