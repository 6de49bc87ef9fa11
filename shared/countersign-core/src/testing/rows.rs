//! The connections table in memory, with the promises of the real one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use super::Trouble;
use crate::{
    ports::{
        Acquired, CurrentRows, DisconnectRows, DueStore, DueStores, Ending, Intention, LeaseClaim, Mark,
        MarkRows, NewCurrent, ParkedPage, ParkedStores, RowError, TokenLeases, Written,
    },
    store::Store,
    tokens::{AuditNote, ConnectionRow, Credentials, Lease, Owner, Status, WriteBudget},
};

/// Rows, leases and notes. All stores are in shard 0 of the index.
#[derive(Default)]
pub struct MemoryRows {
    /// Whether every call fails.
    pub trouble: Option<Trouble>,
    /// Whether reading a row without a lease fails.
    pub unread: Option<Trouble>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    rows: BTreeMap<String, Held>,
    notes: Vec<AuditNote>,
}

#[derive(Default)]
struct Held {
    row: ConnectionRow,
    lease: Option<(Owner, SystemTime)>,
}

impl MemoryRows {
    /// The row of a store.
    pub fn of(&self, store: &Store) -> Option<ConnectionRow> {
        self.kept().rows.get(&store.to_string()).map(|held| held.row.clone())
    }

    /// Puts a row there, or changes it.
    pub fn set(&self, store: &Store, row: ConnectionRow) {
        self.kept().rows.entry(store.to_string()).or_default().row = row;
    }

    /// All notes, in order.
    pub fn notes(&self) -> Vec<AuditNote> {
        self.kept().notes.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<(), RowError> {
        failing(self.trouble)
    }

    fn fenced(
        &self,
        lease: &Lease,
        note: Option<&AuditNote>,
        write: impl FnOnce(&mut Held),
    ) -> Result<Written, RowError> {
        self.check()?;
        let mut kept = self.kept();
        let Some(held) = kept.rows.get_mut(&lease.store.to_string()) else { return Ok(Written::Stale) };
        let ours = held.lease.is_some_and(|(owner, _)| owner == lease.owner) && held.row.fence == lease.fence;
        if !ours {
            return Ok(Written::Stale);
        }
        write(held);
        kept.notes.extend(note.cloned());
        Ok(Written::Done)
    }
}

fn failing(trouble: Option<Trouble>) -> Result<(), RowError> {
    match trouble {
        None => Ok(()),
        Some(Trouble::Passing) => Err(RowError::Unavailable("test: no answer".into())),
        Some(Trouble::Lasting) => Err(RowError::Refused("test: refused".into())),
    }
}

impl TokenLeases for MemoryRows {
    async fn row(&self, store: &Store) -> Result<Option<ConnectionRow>, RowError> {
        self.check()?;
        failing(self.unread)?;
        Ok(self.of(store))
    }

    async fn acquire(&self, claim: &LeaseClaim) -> Result<Acquired, RowError> {
        self.check()?;
        let mut kept = self.kept();
        let key = claim.store.to_string();
        if !claim.create && !kept.rows.contains_key(&key) {
            return Ok(Acquired::Unknown);
        }
        let held = kept.rows.entry(key).or_default();
        match held.lease {
            Some((owner, until)) if owner != claim.owner && until > claim.now => return Ok(Acquired::Held),
            Some((owner, _)) if owner == claim.owner => {}
            Some(_) | None => held.row.fence += 1,
        }
        held.lease = Some((claim.owner, claim.until));
        let (store, fence) = (claim.store.clone(), held.row.fence);
        let lease = Lease { store, owner: claim.owner, fence, until: claim.until };
        Ok(Acquired::Granted(lease, Box::new(held.row.clone())))
    }

    async fn intend(&self, lease: &Lease, intention: &Intention) -> Result<Written, RowError> {
        self.fenced(lease, None, |held| {
            held.row.intents.clone_from(&intention.intents);
            held.row.budget = intention.budget;
            held.row.due_at = Some(intention.due_at);
        })
    }

    async fn release(&self, lease: &Lease, ending: &Ending) -> Result<Written, RowError> {
        self.fenced(lease, None, |held| {
            held.lease = None;
            held.row.due_at = ending.due_at;
            held.row.settled = ending.settled;
            held.row.failures = ending.failures;
            held.row.doubt = ending.doubt;
            held.row.wanted_at = ending.wanted_at;
            held.row.intents.clone_from(&ending.intents);
            held.row.budget = WriteBudget(ending.budget.0);
        })
    }
}

impl CurrentRows for MemoryRows {
    async fn make_current(
        &self,
        lease: &Lease,
        change: &NewCurrent,
        note: &AuditNote,
    ) -> Result<Written, RowError> {
        self.fenced(lease, Some(note), |held| {
            let row = &mut held.row;
            row.status = Some(Status::Connected);
            row.credentials = Credentials::Good;
            row.generation = change.generation;
            row.current = Some(change.version.clone());
            row.life = Some(change.life);
            row.scopes = Some(change.scopes.clone());
            row.installed_at = change.installed_at.or(row.installed_at);
            row.intents.clone_from(&change.intents);
            row.due_at = Some(change.due_at);
            (row.settled, row.failures, row.doubt) = (false, 0, None);
        })
    }
}

impl MarkRows for MemoryRows {
    async fn mark(&self, lease: &Lease, mark: Mark, note: &AuditNote) -> Result<Written, RowError> {
        self.fenced(lease, Some(note), |held| {
            held.row.credentials = mark.into();
        })
    }
}

impl DisconnectRows for MemoryRows {
    async fn disconnect(&self, lease: &Lease, note: &AuditNote) -> Result<Written, RowError> {
        self.fenced(lease, Some(note), |held| {
            held.row.status = Some(Status::Disconnected);
            held.row.intents.clear();
            held.row.due_at = None;
        })
    }
}

impl ParkedStores for MemoryRows {
    async fn parked(&self, after: Option<&str>) -> Result<ParkedPage, RowError> {
        self.check()?;
        let kept = self.kept();
        let rest = kept.rows.iter().filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
        let parked = rest.filter(|(_, held)| held.row.credentials != Credentials::Good);
        Ok(ParkedPage { stores: parked.filter_map(|(key, _)| Store::parse(key)).collect(), next: None })
    }
}

impl DueStores for MemoryRows {
    async fn due(&self, shard: u8, now: SystemTime, limit: usize) -> Result<Vec<DueStore>, RowError> {
        self.check()?;
        let kept = self.kept();
        let stores = kept.rows.iter().filter(|_| shard == 0);
        let due = stores.filter_map(|(key, held)| {
            let due_at = held.row.due_at.filter(|due_at| *due_at <= now)?;
            Some(DueStore { store: Store::parse(key)?, due_at })
        });
        let mut due: Vec<_> = due.collect();
        due.sort_by_key(|one| one.due_at);
        due.truncate(limit);
        Ok(due)
    }
}
