//! Refusals: what the visitor is told, and with which status.

use countersign_core::{
    Disposition,
    oauth::{
        OAuthError,
        page::{Outcome as Shown, Page},
    },
    store::Store,
    tokens::{Outcome, Why},
};
use countersign_runtime::{Answer, StatusCode, page, private, refused};

use crate::route::Route;

/// Why a store was not connected.
pub(crate) enum Refused {
    /// The address, method, or size is none of ours.
    Request(&'static str),
    /// It is not proven.
    OAuth(OAuthError),
    /// The platform did not take what was proven.
    Rejected(Store),
    /// It was proven, and could not be completed.
    Failed(Store, Outcome),
    /// We cannot tell whether the store is connected.
    Unknown(Store),
    /// Not done within the time of one request.
    Late,
}

impl<E: Into<OAuthError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::OAuth(error.into())
    }
}

impl Refused {
    /// A page for browsers, and a code for everybody else. It is the same for all who are refused for one reason.
    pub(crate) fn answer(&self, route: Option<Route>) -> Answer {
        let (status, code) = (self.status(), self.code());
        match route.filter(|route| route.is_for_a_browser()) {
            Some(route) => {
                let platform = route.platform();
                page(status, Page::of(&Shown::Refused { platform, code }), None)
            }
            None => private(refused(status, code)),
        }
    }

    /// The code in answers, for which [`countersign_core::oauth::page`] has words.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Request(code) => code,
            Self::OAuth(error) => error.code(),
            Self::Rejected(_) => "exchange_rejected",
            Self::Failed(_, outcome) => of_outcome(outcome).1,
            Self::Unknown(_) | Self::Late => "unavailable",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Request("not_found") => StatusCode::NOT_FOUND,
            Self::Request("method_not_allowed") => StatusCode::METHOD_NOT_ALLOWED,
            Self::Request("payload_too_large") => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Request(_) => StatusCode::BAD_REQUEST,
            Self::OAuth(error) => of_error(error),
            Self::Rejected(_) => StatusCode::BAD_GATEWAY,
            Self::Failed(_, outcome) => of_outcome(outcome).0,
            Self::Unknown(_) | Self::Late => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What to do about it.
    pub(crate) fn disposition(&self) -> Disposition {
        match self {
            Self::Request(_) => Disposition::Reject,
            Self::OAuth(error) => error.disposition(),
            Self::Rejected(_) => Disposition::Deny,
            Self::Failed(_, outcome) => outcome.disposition().unwrap_or(Disposition::Retry),
            Self::Unknown(_) | Self::Late => Disposition::Retry,
        }
    }
}

/// Who cannot prove who they are is told apart from who can, and is not let in.
fn of_error(error: &OAuthError) -> StatusCode {
    match (error.disposition(), error) {
        (Disposition::Reject, _) => StatusCode::BAD_REQUEST,
        (Disposition::Deny, OAuthError::InvalidState(_) | OAuthError::InvalidLink(_)) => {
            StatusCode::FORBIDDEN
        }
        (Disposition::Deny, OAuthError::StoreKeys(_)) => StatusCode::FORBIDDEN,
        (Disposition::Deny, _) => StatusCode::UNAUTHORIZED,
        (Disposition::Retry | Disposition::Page, _) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn of_outcome(outcome: &Outcome) -> (StatusCode, &'static str) {
    let (bad, later) = (StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE);
    match outcome {
        Outcome::InvalidClient
        | Outcome::RetryLater(Why::Redirected | Why::Tls | Why::BlockedAddress | Why::Rejected) => {
            (bad, "exchange_rejected")
        }
        Outcome::RetryLater(Why::Malformed) => (bad, "exchange_malformed"),
        Outcome::RetryLater(Why::Throttled) | Outcome::Busy | Outcome::VersionBudget(_) => {
            (later, "retry_later")
        }
        Outcome::RetryLater(Why::Upstream | Why::Timeout | Why::Unreachable) | Outcome::ShopUnavailable => {
            (later, "upstream_unavailable")
        }
        Outcome::RetryLater(_)
        | Outcome::Refreshed
        | Outcome::Repaired
        | Outcome::Reused
        | Outcome::StaleLease
        | Outcome::ReauthRequired
        | Outcome::StillReauthRequired
        | Outcome::StillUnavailable
        | Outcome::BadSecret
        | Outcome::Disconnected
        | Outcome::UnknownStore => (later, "unavailable"),
    }
}
