//! A token for a call that is to be made now. Whoever finds somebody else at it waits, and takes what that one got.

use std::time::{Duration, SystemTime};

use super::{Need, Refresher};
use crate::{
    ports::{RenewalPlatform, RenewalRows, RenewalVault, Timing},
    store::Store,
    tokens::{
        AccessToken, ConnectionRow, Credentials, Outcome, Status, StoredPair, VersionId, Why, work::insist,
    },
};

/// Between two looks at what somebody else is doing.
const LOOK: Duration = Duration::from_millis(250);
/// Renewals by ourselves in one call; more would mean that our clock makes every token look old.
const RENEWALS: u32 = 3;

/// A token that may be sent.
pub struct FreshToken {
    /// The token.
    pub access: AccessToken,
    /// The version it stands in; to be named if the store refuses the token.
    pub version: VersionId,
    /// Until when it may be kept in memory.
    pub usable_until: SystemTime,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// A usable token of `store`, renewed if need be. `refused` is the version whose token the store has just answered 401:
    /// the current one is then renewed whatever our clock says, and a newer one is taken as it is.
    ///
    /// Waits for somebody else's renewal for about `patience`.
    pub async fn fresh_token(
        &self,
        store: &Store,
        refused: Option<&VersionId>,
        patience: Duration,
    ) -> Result<FreshToken, Outcome> {
        self.token_for(store, &Need::Wanted { refused: refused.cloned() }, patience).await
    }

    /// The token of `store` that may be sent now. For want of one, none is renewed.
    pub async fn usable_token(&self, store: &Store) -> Result<Option<FreshToken>, Outcome> {
        let row = self.row(store).await?;
        let held = self.held(store, &row, None).await?;
        let is_marked = row.credentials == Credentials::Unavailable;
        if held.is_none() && is_marked { Err(Outcome::StillUnavailable) } else { Ok(held) }
    }

    pub(super) async fn token_for(
        &self,
        store: &Store,
        need: &Need,
        patience: Duration,
    ) -> Result<FreshToken, Outcome> {
        let (mut waited, mut renewals) = (Duration::ZERO, 0);
        loop {
            let row = self.row(store).await?;
            if let Some(token) = self.held(store, &row, need.refused()).await? {
                return Ok(token);
            }
            let outcome = self.renew(store, need).await;
            let done = matches!(outcome, Outcome::Refreshed | Outcome::Repaired | Outcome::Reused);
            if done {
                renewals += 1;
                if renewals > RENEWALS {
                    return Err(Outcome::RetryLater(Why::NeverUsable));
                }
            } else if matches!(outcome, Outcome::Busy | Outcome::StaleLease) && waited < patience {
                let [jitter] = self.entropy.bytes();
                let look = LOOK + LOOK * u32::from(jitter) / 255;
                self.time.pause(look).await;
                waited += look;
            } else {
                return Err(outcome);
            }
        }
    }

    async fn row(&self, store: &Store) -> Result<ConnectionRow, Outcome> {
        insist(&self.time, || self.rows.row(store)).await?.ok_or(Outcome::UnknownStore)
    }

    /// The token that is current, if it may be sent.
    async fn held(
        &self,
        store: &Store,
        row: &ConnectionRow,
        refused: Option<&VersionId>,
    ) -> Result<Option<FreshToken>, Outcome> {
        let Some(version) = current_of(row, refused)? else { return Ok(None) };
        let pair = insist(&self.time, || self.vault.read(store, &version)).await?;
        let StoredPair { pair, life, .. } = pair.ok_or(Outcome::BadSecret)?;
        let usable = life.is_usable(self.time.now());
        let token = FreshToken { access: pair.access, version, usable_until: life.usable_until() };
        Ok(usable.then_some(token))
    }
}

impl Need {
    /// The version whose access token the store has refused.
    const fn refused(&self) -> Option<&VersionId> {
        match self {
            Self::Wanted { refused } | Self::Judged { refused } => refused.as_ref(),
            Self::Due | Self::Checked | Self::Forced => None,
        }
    }
}

fn current_of(row: &ConnectionRow, refused: Option<&VersionId>) -> Result<Option<VersionId>, Outcome> {
    let open = row.intents.is_empty();
    match (row.status, row.credentials) {
        (Some(Status::Disconnected), _) if open => Err(Outcome::Disconnected),
        (_, Credentials::ReauthRequired) if open => Err(Outcome::StillReauthRequired),
        (None, _) if open => Err(Outcome::Disconnected),
        (None, _) => Err(Outcome::RetryLater(Why::Installing)),
        (Some(Status::Connected | Status::Disconnected), _) => {
            Ok(row.current.clone().filter(|version| Some(version) != refused))
        }
    }
}
