//! What everybody does who works on a store's tokens: take the lease, keep at a write, make the label follow.

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

use super::{
    AuditNote, Cause, ConnectionRow, Intent, Lease, Outcome, Owner, Step, VersionId, Why, WriteBudget,
};
use crate::{
    ports::{
        Acquired, CurrentLabel, Ending, Entropy, Intention, LeaseClaim, Pause, Promoted, RowError, Timing,
        TokenLeases, VaultError, Written,
    },
    store::Store,
};

/// A crashed holder keeps others away for no longer than this.
const LEASE: Duration = Duration::from_mins(1);
/// A call that could end after the lease is not begun.
const LONGEST_CALL: Duration = Duration::from_secs(8);
/// The schedule looks at a store again so long after the lease of a holder that did not come back.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
const TRIES: u32 = 3;
/// Between two tries of what is insisted on for long.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A lease in hand, and the row as we know it.
pub(super) struct Work {
    pub(super) lease: Lease,
    pub(super) row: ConnectionRow,
    /// When the lease ends, or whoever waits for us has gone, by our clock.
    pub(super) until: SystemTime,
    /// The budget before this lease charged it.
    unspent: WriteBudget,
    /// Whether a version may have been written under this lease.
    pub(super) wrote: bool,
    /// How long the platform wants to be left alone.
    pub(super) asked_wait: Duration,
}

impl Work {
    fn new(lease: Lease, row: ConnectionRow) -> Self {
        let (until, unspent) = (lease.until, row.budget);
        Self { lease, row, until, unspent, wrote: false, asked_wait: Duration::ZERO }
    }

    pub(super) fn store(&self) -> &Store {
        &self.lease.store
    }

    /// The version that this lease may write.
    pub(super) fn version(&self) -> VersionId {
        VersionId::of(&self.lease.store, self.lease.fence, self.lease.owner)
    }

    /// The note of what is changed under this lease.
    pub(super) fn note(&self, at: SystemTime, step: Step) -> AuditNote {
        AuditNote { at, store: self.store().clone(), fence: self.lease.fence, step }
    }

    /// When the schedule is to look after us, if we do not come back.
    pub(super) fn overdue_at(&self) -> SystemTime {
        self.lease.until + LOOK_AGAIN
    }

    /// Whether there is time for another call.
    pub(super) fn in_time(&self, now: SystemTime) -> Result<(), Outcome> {
        self.in_time_for(1, now)
    }

    /// Whether there is time for so many calls, one after another.
    pub(super) fn in_time_for(&self, calls: u32, now: SystemTime) -> Result<(), Outcome> {
        let ample = now + LONGEST_CALL * calls <= self.until;
        if ample { Ok(()) } else { Err(Outcome::RetryLater(Why::LeaseShort)) }
    }

    /// How the row is to be left. An intent under which nothing was written is taken back.
    pub(super) fn ending(&self, due_at: Option<SystemTime>, failures: u32) -> Ending {
        let own = self.version();
        let (mut intents, mut budget) = (self.row.intents.clone(), self.row.budget);
        if !self.wrote {
            intents.retain(|intent| intent.version != own);
            budget = self.unspent;
        }
        let ConnectionRow { settled, doubt, wanted_at, .. } = self.row;
        Ending { due_at, settled, failures, doubt, wanted_at, intents, budget }
    }
}

/// Wishes for the lease of `store`, once.
pub(super) async fn take(
    rows: &impl TokenLeases,
    time: &impl Timing,
    entropy: &dyn Entropy,
    store: &Store,
    create: bool,
) -> Result<Work, Outcome> {
    let owner = Owner::new(entropy.bytes());
    let now = time.now();
    let claim = LeaseClaim { store: store.clone(), owner, now, until: now + LEASE, create };
    match insist(time, || rows.acquire(&claim)).await? {
        Acquired::Granted(lease, row) => Ok(Work::new(lease, *row)),
        Acquired::Held => Err(Outcome::Busy),
        Acquired::Unknown => Err(Outcome::UnknownStore),
    }
}

/// Writes down that this lease's version may soon exist. Without this, nothing is exchanged.
pub(super) async fn announce(
    rows: &impl TokenLeases,
    time: &impl Timing,
    work: &mut Work,
    cause: Cause,
) -> Result<(), Outcome> {
    let at = time.now();
    work.in_time(at)?;
    let budget = work.row.budget.charged(at).map_err(Outcome::VersionBudget)?;
    let intents = work.row.intents_with(Intent { version: work.version(), cause, at, spare: false });
    let intention = Intention { intents, budget, due_at: work.overdue_at() };
    let lease = &work.lease;
    fenced(insist(time, || rows.intend(lease, &intention)).await?)?;
    work.row.intents = intention.intents;
    work.row.budget = intention.budget;
    Ok(())
}

/// Makes `AWSCURRENT` follow the row. `from` is where it should be now, if that is known.
///
/// The label is moved only to what the row has made current, and only by compare-and-swap from where it was *before* we
/// saw that the lease is still ours. Whoever is late finds the label beyond the place it expects.
pub(super) async fn settle(
    rows: &impl TokenLeases,
    vault: &impl CurrentLabel,
    time: &impl Timing,
    work: &mut Work,
    from: Option<&VersionId>,
) -> Result<(), Outcome> {
    let Some(current) = work.row.current.clone() else { return Ok(()) };
    let store = &work.lease.store;
    let mut from = from.cloned();
    for _ in 0..TRIES {
        match insist(time, || vault.promote(store, &current, from.as_ref())).await? {
            Promoted::Done => {
                work.row.settled = true;
                return Ok(());
            }
            Promoted::Elsewhere(holder) => from = holder,
        }
        still_ours(rows, time, &work.lease).await?;
    }
    Err(Outcome::RetryLater(Why::Vault))
}

/// Whether no other lease has been granted since ours.
pub(super) async fn still_ours(
    rows: &impl TokenLeases,
    time: &impl Pause,
    lease: &Lease,
) -> Result<(), Outcome> {
    let row = insist(time, || rows.row(&lease.store)).await?;
    let ours = row.is_some_and(|row| row.fence == lease.fence);
    if ours { Ok(()) } else { Err(Outcome::StaleLease) }
}

pub(super) fn fenced(written: Written) -> Result<(), Outcome> {
    match written {
        Written::Done => Ok(()),
        Written::Stale => Err(Outcome::StaleLease),
    }
}

/// Repeats a call that is harmless to repeat, a few times within about a second.
pub(super) async fn insist<T, E: Passing, F: Future<Output = Result<T, E>> + Send>(
    time: &impl Pause,
    call: impl Fn() -> F,
) -> Result<T, E> {
    let mut wait = Duration::from_millis(150);
    for _ in 1..TRIES {
        match call().await {
            Err(error) if error.is_passing() => time.pause(wait).await,
            answered => return answered,
        }
        wait *= 4;
    }
    call().await
}

/// The same until this time, for what cannot be had again if it is not done.
pub(super) async fn insist_until<T, E: Passing, F: Future<Output = Result<T, E>> + Send>(
    time: &impl Timing,
    until: SystemTime,
    call: impl Fn() -> F,
) -> Result<T, E> {
    let mut wait = Duration::from_millis(150);
    loop {
        match call().await {
            Err(error) if error.is_passing() && time.now() + wait < until => time.pause(wait).await,
            answered => return answered,
        }
        wait = LONGEST_PAUSE.min(wait * 2);
    }
}

/// Tells failures that may pass from those that will not.
pub(super) trait Passing {
    fn is_passing(&self) -> bool;
}

impl Passing for RowError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl Passing for VaultError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

impl From<RowError> for Outcome {
    fn from(error: RowError) -> Self {
        Self::RetryLater(if error.is_passing() { Why::Rows } else { Why::RowsRefused })
    }
}

impl From<VaultError> for Outcome {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::BadSecret { .. } => Self::BadSecret,
            VaultError::Unavailable { .. } => Self::RetryLater(Why::Vault),
            VaultError::Refused { .. } => Self::RetryLater(Why::VaultRefused),
        }
    }
}
