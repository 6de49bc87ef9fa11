//! One shop and what was issued to the app for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Grant, Hook, Lives, Repeats, Scopes,
    chain::{Issued, Single},
};
use crate::mint::Mint;

/// A shop.
pub struct Shop {
    /// Whether the merchant has the app.
    pub installed: bool,
    /// What it refuses everything for.
    pub refuses: Option<Refuses>,
    /// Whether it belongs to the app's own organisation, so that client credentials are enough.
    pub own_organisation: bool,
    /// What the merchant has granted.
    pub scopes: Scopes,
    /// Every pair ever issued, the oldest first.
    pub issued: Vec<Issued>,
    /// How often codes and tokens were exchanged.
    pub exchanges: u64,
    /// Subscriptions that were made through the API.
    pub hooks: Vec<Hook>,
    /// Whether the merchant has removed the app since the last code was exchanged.
    pub(super) cut: bool,
    /// Codes that the merchant was given and nobody has used, each with the address it is bound to.
    pub(super) codes: BTreeMap<String, Option<String>>,
    pub(super) singles: Vec<Single>,
}

/// Why everything is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuses {
    /// 402: the shop is frozen for want of payment.
    Frozen,
    /// 423: the shop is locked.
    Locked,
    /// 403: the caller's address is not on the app's list.
    Forbidden,
    /// The app's own secret is wrong; calls with tokens go on.
    App,
}

/// What a new pair needs from outside the shop.
pub(super) struct Making<'m> {
    pub(super) mint: &'m mut Mint,
    pub(super) lives: Lives,
    pub(super) repeats: Repeats,
    pub(super) pinned: usize,
    pub(super) now: u64,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            installed: false,
            refuses: None,
            own_organisation: false,
            scopes: Scopes::parse("write_orders"),
            issued: Vec::new(),
            exchanges: 0,
            hooks: Vec::new(),
            cut: false,
            codes: BTreeMap::new(),
            singles: Vec::new(),
        }
    }
}

impl Shop {
    pub(super) fn is_good(&self, at: usize, now: u64) -> bool {
        self.installed && self.issued[at].is_good(now)
    }

    /// Whether an access token opens the shop's API.
    pub(super) fn opens(&self, access: &str, now: u64) -> bool {
        let by_pair = self.issued.iter().any(|pair| pair.opens(access, now));
        self.installed && (by_pair || self.singles.iter().any(|single| single.opens(access, now)))
    }

    /// A new chain: every refresh token before it is void.
    pub(super) fn begin_chain(&mut self, making: &mut Making<'_>) -> Grant {
        (self.exchanges, self.cut) = (self.exchanges + 1, false);
        self.issued.iter_mut().for_each(|pair| pair.void = true);
        self.issue(None, making)
    }

    /// What the refresh token of pair `at` buys.
    pub(super) fn buy(&mut self, at: usize, making: &mut Making<'_>) -> Grant {
        self.exchanges += 1;
        self.use_up(at, making.now);
        self.again(at, making).unwrap_or_else(|| self.issue(Some(at), making))
    }

    /// A first use voids the predecessor, and whatever else that one has bought.
    fn use_up(&mut self, at: usize, now: u64) {
        if self.issued[at].first_used.is_some() {
            return;
        }
        self.issued[at].first_used = Some(now);
        let Some(parent) = self.issued[at].parent else { return };
        for (other, pair) in self.issued.iter_mut().enumerate() {
            pair.void |= other == parent || (other != at && pair.parent == Some(parent));
        }
    }

    /// What a repeated use does to what an earlier one has bought; the same answer, if that is the reading.
    fn again(&mut self, at: usize, making: &Making<'_>) -> Option<Grant> {
        let now = making.now;
        let bought = self.issued.iter().rposition(|pair| pair.parent == Some(at) && !pair.void)?;
        match making.repeats {
            Repeats::Same if now < self.issued[bought].access_until => Some(self.grant(bought, now)),
            Repeats::Same | Repeats::AnotherThatVoids => {
                self.issued[bought].void = true;
                None
            }
            Repeats::AnotherBeside => None,
        }
    }

    fn issue(&mut self, parent: Option<usize>, making: &mut Making<'_>) -> Grant {
        let number = making.mint.next();
        self.issued.push(Issued {
            access: making.mint.text("access", number),
            refresh: making.mint.text("refresh", number),
            parent,
            access_until: making.now + making.lives.access,
            refresh_until: making.now + making.lives.refresh,
            first_used: None,
            void: false,
            revoked: false,
            pinned: making.pinned,
        });
        self.grant(self.issued.len() - 1, making.now)
    }

    pub(super) fn grant(&self, at: usize, now: u64) -> Grant {
        self.issued[at].grant(&self.scopes.to_string(), now)
    }

    /// An access token alone.
    pub(super) fn issue_single(&mut self, life: Option<u64>, making: &mut Making<'_>) -> Grant {
        self.exchanges += 1;
        let number = making.mint.next();
        let access = making.mint.text("access", number);
        let until = life.map(|life| making.now + life);
        let pinned = making.pinned;
        self.singles.push(Single { access: access.clone(), until, revoked: false, pinned, bought: None });
        let expires_in = life.map(|life| life / super::SECOND);
        Grant { access, scope: self.scopes.to_string(), expires_in, refresh: None }
    }

    pub(super) fn remove_app(&mut self) {
        (self.installed, self.cut) = (false, true);
        self.codes.clear();
        self.hooks.clear();
        self.issued.iter_mut().for_each(|pair| (pair.void, pair.revoked) = (true, true));
        self.singles.iter_mut().for_each(|single| single.revoked = true);
    }

    pub(super) fn end_pinned_to(&mut self, secret: usize) {
        let pairs = self.issued.iter_mut().filter(|pair| pair.pinned == secret);
        pairs.for_each(|pair| (pair.void, pair.revoked) = (true, true));
        let singles = self.singles.iter_mut().filter(|single| single.pinned == secret);
        singles.for_each(|single| single.revoked = true);
    }

    /// Whether what would keep the shop connected was lost on the way to the vault, where no protocol can help: the pair
    /// that began the last chain; or what a refresh token bought that has since ended by time.
    pub fn is_beyond_help(&self, deposited: &BTreeSet<String>, now: u64) -> bool {
        let lost = |pair: &Issued| !deposited.contains(&pair.refresh);
        let last_begun = self.issued.iter().rev().find(|pair| pair.parent.is_none());
        let ended = |at: usize, pair: &Issued| !pair.void && !lost(pair) && !self.is_good(at, now);
        let bought_and_lost =
            |at: usize| self.issued.iter().any(|pair| pair.parent == Some(at) && lost(pair));
        let mut pairs = self.issued.iter().enumerate();
        self.cut
            || last_begun.is_none_or(lost)
            || pairs.any(|(at, pair)| ended(at, pair) && bought_and_lost(at))
    }
}
