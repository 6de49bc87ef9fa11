//! How work on a store's tokens ends. Every ending is a value with a code, for logs, metrics and alarms.

use std::time::SystemTime;

use crate::Disposition;

/// How a renewal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new pair is current.
    Refreshed,
    /// What an earlier worker left unfinished is finished: its pair is current.
    Repaired,
    /// Nothing was to be done: not due, or somebody has done it.
    Reused,
    /// Somebody else is at it.
    Busy,
    /// The lease passed to somebody else meanwhile; nothing of ours became current.
    StaleLease,
    /// Not done; the schedule tries again.
    RetryLater(Why),
    /// Every token that is held was refused. Only the merchant can help.
    ReauthRequired,
    /// It was so before, and still is.
    StillReauthRequired,
    /// The shop has been frozen, closed or unpaid for hours.
    ShopUnavailable,
    /// It was so before, and still is.
    StillUnavailable,
    /// The app's own credentials were refused.
    InvalidClient,
    /// The store's secret cannot be read.
    BadSecret,
    /// The secret was written too often; not before this time.
    VersionBudget(SystemTime),
    /// The store is disconnected.
    Disconnected,
    /// There is no such store.
    UnknownStore,
}

/// What kept a renewal from being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The connections table is slow, throttling, or away.
    Rows,
    /// Secrets Manager is slow, throttling, or away.
    Vault,
    /// The connections table refuses us, or holds a row that is not as we write them.
    RowsRefused,
    /// Secrets Manager refuses us.
    VaultRefused,
    /// The token endpoint is throttling.
    Throttled,
    /// The token endpoint failed.
    Upstream,
    /// The token endpoint did not answer in time.
    Timeout,
    /// No connection to the token endpoint.
    Unreachable,
    /// No connection that proves to be the shop's.
    Tls,
    /// The token endpoint redirects; the token was not sent on.
    Redirected,
    /// The token endpoint granted something that is not a whole grant.
    Malformed,
    /// The token endpoint refused for a reason that does not concern the token.
    Rejected,
    /// The shop is frozen, closed or unpaid, or takes no calls from our addresses; not for long yet.
    ShopUnavailable,
    /// Every token that is held was refused, for the first time.
    Refused,
    /// The shop's name leads to an address that is not on the public internet.
    BlockedAddress,
    /// The app's own credentials could not be had.
    NoCredentials,
    /// The new pair is stored, but could not be tried yet; the present one still works.
    Untested,
    /// The store refused the new access token.
    NewPairRefused,
    /// An installation is under way and has made the old tokens void.
    Installing,
    /// Our clock makes every token look ended.
    NeverUsable,
    /// The lease, or whoever waits for the answer, has too little time left for another call.
    LeaseShort,
}

impl Outcome {
    /// The name in logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refreshed => "ok",
            Self::Repaired => "repaired",
            Self::Reused => "reused",
            Self::Busy => "busy",
            Self::StaleLease => "stale_lease",
            Self::RetryLater(_) => "retry_later",
            Self::ReauthRequired => "reauth_required",
            Self::StillReauthRequired => "still_reauth_required",
            Self::ShopUnavailable => "shop_unavailable",
            Self::StillUnavailable => "still_unavailable",
            Self::InvalidClient => "invalid_client",
            Self::BadSecret => "bad_secret",
            Self::VersionBudget(_) => "version_budget",
            Self::Disconnected => "disconnected",
            Self::UnknownStore => "unknown_store",
        }
    }

    /// What kept it from being done, if that has a name of its own.
    pub const fn why(&self) -> Option<Why> {
        match self {
            Self::RetryLater(why) => Some(*why),
            Self::Refreshed
            | Self::Repaired
            | Self::Reused
            | Self::Busy
            | Self::StaleLease
            | Self::ReauthRequired
            | Self::StillReauthRequired
            | Self::ShopUnavailable
            | Self::StillUnavailable
            | Self::InvalidClient
            | Self::BadSecret
            | Self::VersionBudget(_)
            | Self::Disconnected
            | Self::UnknownStore => None,
        }
    }

    /// What to do about it; none if nothing.
    pub const fn disposition(&self) -> Option<Disposition> {
        match self {
            Self::Refreshed
            | Self::Repaired
            | Self::Reused
            | Self::StillReauthRequired
            | Self::StillUnavailable
            | Self::Disconnected => None,
            Self::RetryLater(Why::RowsRefused | Why::VaultRefused | Why::NoCredentials) => {
                Some(Disposition::Page)
            }
            Self::Busy
            | Self::StaleLease
            | Self::RetryLater(_)
            | Self::VersionBudget(_)
            | Self::ShopUnavailable => Some(Disposition::Retry),
            Self::ReauthRequired | Self::InvalidClient | Self::BadSecret => Some(Disposition::Page),
            Self::UnknownStore => Some(Disposition::Reject),
        }
    }
}

impl Why {
    /// The name in logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rows => "rows_unavailable",
            Self::Vault => "vault_unavailable",
            Self::RowsRefused => "rows_refused",
            Self::VaultRefused => "vault_refused",
            Self::Throttled => "throttled",
            Self::Upstream => "upstream",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls_error",
            Self::Redirected => "redirect_refused",
            Self::Malformed => "exchange_malformed",
            Self::Rejected => "exchange_rejected",
            Self::ShopUnavailable => "shop_unavailable",
            Self::Refused => "tokens_refused",
            Self::BlockedAddress => "blocked_address",
            Self::NoCredentials => "no_credentials",
            Self::Untested => "untested",
            Self::NewPairRefused => "new_pair_refused",
            Self::Installing => "installing",
            Self::NeverUsable => "never_usable",
            Self::LeaseShort => "lease_short",
        }
    }
}
