//! Stores' tokens: how they are obtained, kept, renewed and given up, so that no crash, lost answer, pause or wrong clock
//! costs a store its connection.
//!
//! `docs/decisions/0007` says where the truth lies and why.

mod answer;
mod audit;
mod budget;
mod install;
mod life;
mod outcome;
mod refresh;
mod reply;
mod row;
mod scopes;
mod secret;
mod stored;
mod version;
mod wait;
mod work;

pub use answer::{Answer, classify};
pub use audit::{AuditNote, Step};
pub use budget::WriteBudget;
pub use install::{Installed, Installer};
pub use life::{Life, Rhythm};
pub use outcome::{Outcome, Why};
pub use refresh::{
    FreshToken, Need, ParkedReport, Refresher, Removal, Renewal, RunLimits, RunReport, Stopped, Tally, Tell,
};
pub use reply::{Granted, LARGEST_REPLY, read_grant};
pub use row::{Cause, ConnectionRow, Credentials, Doubt, Intent, Lease, Status};
pub use scopes::Scopes;
pub use secret::{AccessToken, Pair, RefreshToken};
pub use stored::{StoredFault, StoredPair};
pub use version::{Owner, VersionId};
pub use wait::{parked_for, retry_after};
