//! What renewing a store's pair takes, in one word for each side.

use super::{CurrentLabel, CurrentRows, MarkRows, PairReader, PairWriter, Probe, TokenEndpoint, TokenLeases};

/// The connections table, as far as it may be changed under a lease.
pub trait RenewalRows: TokenLeases + CurrentRows + MarkRows {}
impl<T: TokenLeases + CurrentRows + MarkRows> RenewalRows for T {}

/// The stores' secrets, to be read, written and labelled.
pub trait RenewalVault: PairReader + PairWriter + CurrentLabel {}
impl<T: PairReader + PairWriter + CurrentLabel> RenewalVault for T {}

/// The platform, which grants pairs and takes their tokens.
pub trait RenewalPlatform: TokenEndpoint + Probe {}
impl<T: TokenEndpoint + Probe> RenewalPlatform for T {}
