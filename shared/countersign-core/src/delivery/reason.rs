//! Why an attempt did not succeed: the words of rows, logs and alarms.

/// Why a delivery waits or is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The partner asked for time or failed: 408, 425, 429, 5xx.
    PartnerBusy,
    /// The partner answered with a redirect, which is never followed.
    Redirected,
    /// The partner refused our key (401, 403).
    CredentialsRefused,
    /// The partner refused the event (any other 4xx).
    EventRefused,
    /// No answer in time.
    Timeout,
    /// No connection.
    Unreachable,
    /// The partner's TLS is not acceptable.
    Tls,
    /// The answer is not usable HTTP.
    Protocol,
    /// The partner's name leads to an address that is not public.
    BlockedAddress,
    /// The stored key cannot be sent.
    BadCredential,
    /// The journal no longer holds the event.
    EventGone,
    /// The entry was altered, or its payload does not open.
    EventDamaged,
    /// The store was disconnected.
    StoreDisconnected,
    /// The configuration no longer hands this topic to this partner.
    Unsubscribed,
}

impl Reason {
    const NAMED: [(Self, &'static str); 14] = [
        (Self::PartnerBusy, "partner_busy"),
        (Self::Redirected, "redirect_refused"),
        (Self::CredentialsRefused, "credentials_refused"),
        (Self::EventRefused, "event_refused"),
        (Self::Timeout, "timeout"),
        (Self::Unreachable, "unreachable"),
        (Self::Tls, "tls_error"),
        (Self::Protocol, "protocol_error"),
        (Self::BlockedAddress, "blocked_address"),
        (Self::BadCredential, "bad_credential"),
        (Self::EventGone, "event_gone"),
        (Self::EventDamaged, "event_damaged"),
        (Self::StoreDisconnected, "store_disconnected"),
        (Self::Unsubscribed, "unsubscribed"),
    ];

    /// The stored name.
    pub fn code(self) -> &'static str {
        Self::NAMED.iter().find(|(reason, _)| *reason == self).map_or("unknown", |(_, name)| name)
    }

    /// Reads the stored name back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(_, name)| *name == code).map(|(reason, _)| *reason)
    }
}
