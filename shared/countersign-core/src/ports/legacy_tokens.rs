//! Access tokens from before tokens ended, on their way to a pair.

use std::future::Future;

use super::VaultError;
use crate::{store::Store, tokens::AccessToken};

/// Reads what an operator has put into a store's secret. `token-refresh` may.
pub trait LegacyTokens: Send + Sync {
    /// The token that never ends; none if there is no secret, or if it holds something else: a pair, for one.
    fn legacy(&self, store: &Store) -> impl Future<Output = Result<Option<AccessToken>, VaultError>> + Send;
}
