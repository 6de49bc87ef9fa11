//! What a partner's answer means.

use std::time::Duration;

use super::Reason;
use crate::ports::{PartnerAnswer, PartnerFault};

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The partner has the event.
    Done,
    /// Try again; not before `after`, if the partner said so.
    Retry {
        /// Why it did not succeed.
        reason: Reason,
        /// The partner's `Retry-After`.
        after: Option<Duration>,
    },
    /// The key was refused: no more than a rare attempt until somebody has looked.
    Hold {
        /// Why.
        reason: Reason,
    },
    /// Trying again cannot help.
    Dead {
        /// Why.
        reason: Reason,
    },
}

/// Classifies what came back. Status codes follow the sender's conduct of Standard Webhooks 1.0.0, except that 410
/// is a dead letter like any refusal: a partner is switched off in the configuration, not by its own answer.
pub fn verdict(answer: Result<PartnerAnswer, PartnerFault>) -> Verdict {
    match answer {
        Ok(PartnerAnswer { status, retry_after }) => of_status(status, retry_after),
        Err(fault) => of_fault(fault),
    }
}

fn of_status(status: u16, after: Option<Duration>) -> Verdict {
    match status {
        200..=299 => Verdict::Done,
        300..=399 => Verdict::Retry { reason: Reason::Redirected, after: None },
        401 | 403 => Verdict::Hold { reason: Reason::CredentialsRefused },
        408 | 425 | 429 | 500..=599 => Verdict::Retry { reason: Reason::PartnerBusy, after },
        400..=499 => Verdict::Dead { reason: Reason::EventRefused },
        _ => Verdict::Retry { reason: Reason::Protocol, after: None },
    }
}

fn of_fault(fault: PartnerFault) -> Verdict {
    let retry = |reason| Verdict::Retry { reason, after: None };
    match fault {
        PartnerFault::Timeout => retry(Reason::Timeout),
        PartnerFault::Connect => retry(Reason::Unreachable),
        PartnerFault::Tls => retry(Reason::Tls),
        PartnerFault::Protocol => retry(Reason::Protocol),
        PartnerFault::BlockedAddress => Verdict::Dead { reason: Reason::BlockedAddress },
        PartnerFault::BadCredential => Verdict::Hold { reason: Reason::BadCredential },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, expected: Verdict) {
        assert_eq!(verdict(Ok(PartnerAnswer { status, retry_after: None })), expected, "{status}");
    }

    #[test]
    fn every_status_has_its_place() {
        for status in [200, 201, 202, 204, 299] {
            check(status, Verdict::Done);
        }
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            check(status, Verdict::Retry { reason: Reason::PartnerBusy, after: None });
        }
        for status in [301, 302, 303, 304, 307, 308] {
            check(status, Verdict::Retry { reason: Reason::Redirected, after: None });
        }
        for status in [400, 404, 409, 410, 422, 451] {
            check(status, Verdict::Dead { reason: Reason::EventRefused });
        }
        for status in [401, 403] {
            check(status, Verdict::Hold { reason: Reason::CredentialsRefused });
        }
    }

    #[test]
    fn an_address_inside_is_never_tried_again() {
        let blocked = verdict(Err(PartnerFault::BlockedAddress));
        assert_eq!(blocked, Verdict::Dead { reason: Reason::BlockedAddress });
    }
}
