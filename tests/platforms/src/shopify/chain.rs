//! Pairs of tokens, each bought with the one before.

use super::{DAY, Grant, HOUR, SECOND};

/// A used refresh token may be sent again for so long.
const GRACE: u64 = 30 * DAY;

/// What is answered when a refresh token is sent again. The documentation leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// The pair that was answered before.
    #[default]
    Same,
    /// Another pair, which voids the one before.
    AnotherThatVoids,
    /// Another pair, beside the one before until either's refresh token is used.
    AnotherBeside,
}

/// How long tokens live, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lives {
    /// Of access tokens: an hour.
    pub access: u64,
    /// Of refresh tokens that are not used: 90 days.
    pub refresh: u64,
}

impl Default for Lives {
    fn default() -> Self {
        Self { access: HOUR, refresh: 90 * DAY }
    }
}

/// One pair.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its access token.
    pub access: String,
    /// Its refresh token.
    pub refresh: String,
    /// The pair whose refresh token bought it; none if it begins a chain.
    pub(super) parent: Option<usize>,
    pub(super) access_until: u64,
    pub(super) refresh_until: u64,
    pub(super) first_used: Option<u64>,
    /// Whether the refresh token is no longer good, whatever the time.
    pub(super) void: bool,
    /// Whether the access token is no longer good, whatever the time.
    pub(super) revoked: bool,
    /// The secret of the app under which it was issued.
    pub(super) pinned: usize,
}

impl Issued {
    /// Whether the refresh token would be taken, as far as it alone goes.
    pub(super) fn is_good(&self, now: u64) -> bool {
        let graced = self.first_used.is_none_or(|first| now < first + GRACE);
        !self.void && graced && now < self.refresh_until
    }

    pub(super) fn opens(&self, access: &str, now: u64) -> bool {
        self.access == access && !self.revoked && now < self.access_until
    }

    pub(super) fn grant(&self, scope: &str, now: u64) -> Grant {
        let left = |until: u64| until.saturating_sub(now) / SECOND;
        Grant {
            access: self.access.clone(),
            scope: scope.to_owned(),
            expires_in: Some(left(self.access_until).max(1)),
            refresh: Some((self.refresh.clone(), left(self.refresh_until))),
        }
    }
}

/// An access token without a refresh token.
#[derive(Clone, Debug)]
pub(super) struct Single {
    pub(super) access: String,
    /// None if it never ends.
    pub(super) until: Option<u64>,
    pub(super) revoked: bool,
    pub(super) pinned: usize,
    /// The pair that it was migrated to, and when. It opens nothing from then on.
    pub(super) bought: Option<(usize, u64)>,
}

impl Single {
    pub(super) fn opens(&self, access: &str, now: u64) -> bool {
        let lives = self.until.is_none_or(|until| now < until);
        self.access == access && !self.revoked && self.bought.is_none() && lives
    }
}
