//! What a run has seen so far, and when that is enough to stop it.

use std::collections::{BTreeMap, HashSet};

use super::run::Stopped;
use crate::{
    store::Store,
    tokens::{Outcome, Why},
};

/// After so many refusals of the app's own credentials, every further store would only add to the noise.
const INVALID_CLIENTS: usize = 3;
/// So many stores in a row against us, and none renewed, is more likely our fault than theirs.
const IN_A_ROW: usize = 5;

/// What somebody has heard who renews many stores.
#[derive(Default)]
pub struct Tally {
    pub(super) outcomes: BTreeMap<&'static str, usize>,
    /// What this run has taken up. As many as its pace lets it, at most.
    taken: HashSet<Store>,
    invalid_clients: usize,
    /// Stores whose tokens were refused, and stores that were unavailable, since the last that was renewed.
    refused: usize,
    unavailable: usize,
    /// Whether the platform's last word was not against us.
    is_welcome: bool,
}

impl Tally {
    /// Whether this run has not taken up the store yet.
    pub(super) fn is_new(&self, store: &Store) -> bool {
        !self.taken.contains(store)
    }

    pub(super) fn take(&mut self, store: &Store) {
        self.taken.insert(store.clone());
    }

    pub(super) fn count(&mut self, outcome: &Outcome) {
        *self.outcomes.entry(outcome.code()).or_default() += 1;
        match outcome {
            Outcome::Refreshed => {
                (self.refused, self.unavailable, self.is_welcome) = (0, 0, true);
            }
            Outcome::InvalidClient => self.hears_against_us(|tally| &mut tally.invalid_clients),
            Outcome::ReauthRequired | Outcome::RetryLater(Why::Refused) => {
                self.hears_against_us(|tally| &mut tally.refused);
            }
            Outcome::ShopUnavailable | Outcome::RetryLater(Why::ShopUnavailable) => {
                self.hears_against_us(|tally| &mut tally.unavailable);
            }
            Outcome::RetryLater(why) => self.is_welcome |= is_of_the_platform(*why),
            // Nobody asked the platform, or it said what was known.
            Outcome::Repaired
            | Outcome::Reused
            | Outcome::Busy
            | Outcome::StaleLease
            | Outcome::StillReauthRequired
            | Outcome::StillUnavailable
            | Outcome::BadSecret
            | Outcome::VersionBudget(_)
            | Outcome::Disconnected
            | Outcome::UnknownStore => {}
        }
    }

    fn hears_against_us(&mut self, count: impl Fn(&mut Self) -> &mut usize) {
        *count(self) += 1;
        self.is_welcome = false;
    }

    /// How many renewals may be under way, of `most`: one, until it is known that the platform is not against us. So no
    /// more stores are touched by the fault of all than it takes to see that it is one.
    pub(super) fn abreast(&self, most: usize) -> usize {
        if self.is_welcome { most.max(1) } else { 1 }
    }

    /// Whether more is wrong than single stores.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        let reasons = [
            (self.invalid_clients >= INVALID_CLIENTS, Stopped::InvalidClient),
            (self.refused >= IN_A_ROW, Stopped::AllRefused),
            (self.unavailable >= IN_A_ROW, Stopped::AllUnavailable),
        ];
        reasons.into_iter().find_map(|(is_so, reason)| is_so.then_some(reason))
    }
}

/// Whether the platform has answered, and not against us. All else says nothing of it, or not clearly.
const fn is_of_the_platform(why: Why) -> bool {
    match why {
        Why::Throttled | Why::Upstream | Why::Untested => true,
        Why::Rows
        | Why::Vault
        | Why::RowsRefused
        | Why::VaultRefused
        | Why::Timeout
        | Why::Unreachable
        | Why::Tls
        | Why::Redirected
        | Why::Malformed
        | Why::Rejected
        | Why::ShopUnavailable
        | Why::Refused
        | Why::BlockedAddress
        | Why::NoCredentials
        | Why::NewPairRefused
        | Why::Installing
        | Why::NeverUsable
        | Why::LeaseShort => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_platform_says_makes_a_run_go_abreast() {
        let mut tally = Tally::default();
        for (why, abreast) in [
            (Why::RowsRefused, 1),
            (Why::NoCredentials, 1),
            (Why::Installing, 1),
            (Why::Throttled, 32),
            (Why::Vault, 32),
            (Why::Refused, 1),
            (Why::LeaseShort, 1),
        ] {
            tally.count(&Outcome::RetryLater(why));
            assert_eq!(tally.abreast(32), abreast, "{why:?}");
        }
    }
}
