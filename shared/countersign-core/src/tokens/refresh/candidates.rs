//! The refresh tokens that are held, in the order in which they may be offered.

use super::Pending;
use crate::tokens::{RefreshToken, StoredPair};

/// Each token once, the newest first: to offer a newer one makes the older void, while a void one is merely refused.
#[derive(Default)]
pub(super) struct Candidates {
    tokens: Vec<RefreshToken>,
    offered: usize,
}

impl Candidates {
    /// Those of the pending pairs, the current pair's, those of the spare ones, and last the kept ones, which are of use
    /// only if a pair's own refresh token turns out to be void.
    pub(super) fn of(pending: &[Pending], current: Option<&StoredPair>) -> Self {
        let mut candidates = Self::default();
        let of =
            |spare: bool| pending.iter().filter(move |one| one.intent.spare == spare).map(|one| &one.pair);
        let pairs = || of(false).chain(current).chain(of(true));
        pairs().for_each(|pair| candidates.add(Some(&pair.pair.refresh)));
        pairs().for_each(|pair| candidates.add(pair.kept.as_ref()));
        candidates
    }

    /// Adds a token to the end, unless it was there already.
    pub(super) fn add(&mut self, token: Option<&RefreshToken>) {
        let new = token.filter(|token| !self.tokens.contains(token));
        self.tokens.extend(new.cloned());
    }

    /// The next that has not been offered yet.
    pub(super) fn next(&mut self) -> Option<RefreshToken> {
        let token = self.tokens.get(self.offered)?;
        self.offered += 1;
        Some(token.clone())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}
