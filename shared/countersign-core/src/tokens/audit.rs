//! What is recorded about a change, in the same transaction as the change.

use std::time::SystemTime;

use super::{Cause, VersionId};
use crate::store::Store;

/// One step in a store's life. Names versions, never their content.
///
/// Its place in the journal follows from what it says, so that a repeated transaction finds its own entry there; none is
/// ever replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditNote {
    /// When, by the clock of whoever changed it.
    pub at: SystemTime,
    /// Whose tokens.
    pub store: Store,
    /// Under which lease. A repeated write carries the same, and counts once.
    pub fence: u64,
    /// What happened.
    pub step: Step,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A version became current.
    BecameCurrent {
        /// The version.
        version: VersionId,
        /// Which one that is, counted.
        generation: u64,
        /// What it comes of.
        cause: Cause,
        /// Whether another worker than the one that obtained it finished the work.
        repaired: bool,
    },
    /// Every token that is held was refused.
    ReauthRequired,
    /// The shop is frozen, closed or unpaid.
    Unavailable,
    /// The merchant removed the app, and the store itself confirmed it.
    Disconnected,
    /// An operator ended the connection.
    DisconnectedByHand,
}

impl Step {
    /// The name in the journal.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::BecameCurrent { cause: Cause::Install, .. } => "store.connected",
            Self::BecameCurrent { cause: Cause::Refresh, .. } => "token.refreshed",
            Self::ReauthRequired => "token.reauth_required",
            Self::Unavailable => "store.unavailable",
            Self::Disconnected => "store.disconnected",
            Self::DisconnectedByHand => "store.disconnected_by_hand",
        }
    }
}
