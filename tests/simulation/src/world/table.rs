//! The connections table: single-item updates, each with its condition.

use std::collections::BTreeMap;

use countersign_core::{
    ports::{Ending, Intention, Mark, NewCurrent, Written},
    store::Store,
    tokens::{AuditNote, ConnectionRow, Credentials, Lease, Owner, Status, VersionId},
    wall_time::{epoch_millis, from_epoch_millis},
};

use super::Removal;

/// All rows, by store.
#[derive(Default)]
pub struct Table {
    /// One per store.
    pub records: BTreeMap<String, Record>,
}

/// One item.
#[derive(Default)]
pub struct Record {
    /// What the rules see of it.
    pub row: ConnectionRow,
    /// The lease: whose, until when.
    pub lease: Option<(Owner, u64)>,
    /// Whether it cannot be read, as a hand may have left it.
    pub damaged: bool,
    /// Where it stands in the index.
    pub due_at: Option<u64>,
    /// What was recorded about it. A repeated write is recorded once.
    pub notes: Vec<AuditNote>,
    /// The versions that became current, in that order.
    pub reign: Vec<VersionId>,
}

impl Table {
    /// The row of a store.
    pub fn row(&self, store: &Store) -> Option<&ConnectionRow> {
        self.records.get(&store.to_string()).map(|record| &record.row)
    }

    /// `UpdateItem`: owner, end, fence + 1, if no lease is in force. None if one is.
    pub fn acquire(
        &mut self,
        store: &Store,
        (owner, now, until): (Owner, u64, u64),
        create: bool,
        removal: Option<Removal>,
    ) -> Option<Option<ConnectionRow>> {
        let key = store.to_string();
        if !create && !self.records.contains_key(&key) {
            return Some(None);
        }
        let record = self.records.entry(key).or_default();
        match record.lease {
            Some((holder, _)) if holder == owner => return Some(Some(record.seen())),
            Some((_, end)) if now < end && removal != Some(Removal::Lease) => return None,
            Some(_) | None => {}
        }
        record.lease = Some((owner, until));
        record.row.fence += 1;
        Some(Some(record.seen()))
    }

    /// A write on the condition that the lease is in the row: neither passed on nor released.
    pub fn fenced(
        &mut self,
        lease: &Lease,
        removal: Option<Removal>,
        write: impl FnOnce(&mut Record),
    ) -> Written {
        let unfenced = removal == Some(Removal::Fence);
        match self.records.get_mut(&lease.store.to_string()) {
            Some(record) if unfenced || record.holds(lease) => {
                write(record);
                Written::Done
            }
            Some(_) | None => Written::Stale,
        }
    }
}

impl Record {
    fn seen(&self) -> ConnectionRow {
        ConnectionRow { due_at: self.due_at.map(from_epoch_millis), ..self.row.clone() }
    }

    fn holds(&self, lease: &Lease) -> bool {
        self.row.fence == lease.fence && self.lease.is_some_and(|(owner, _)| owner == lease.owner)
    }

    /// Writes intents.
    pub fn intend(&mut self, intention: &Intention) {
        self.row.intents.clone_from(&intention.intents);
        self.row.budget = intention.budget;
        self.due_at = Some(epoch_millis(intention.due_at));
    }

    /// A version becomes current.
    pub fn make_current(&mut self, change: &NewCurrent, note: &AuditNote) {
        self.row.status = Some(Status::Connected);
        self.row.credentials = Credentials::Good;
        self.row.generation = change.generation;
        self.row.current = Some(change.version.clone());
        self.row.settled = false;
        self.row.intents.clone_from(&change.intents);
        self.row.life = Some(change.life);
        self.row.scopes = Some(change.scopes.clone());
        self.row.installed_at = change.installed_at.or(self.row.installed_at);
        (self.row.failures, self.row.doubt) = (0, None);
        self.due_at = Some(epoch_millis(change.due_at));
        if self.reign.last() != Some(&change.version) {
            self.reign.push(change.version.clone());
        }
        self.record(note);
    }

    /// What is wrong is noted.
    pub fn mark(&mut self, mark: Mark, note: &AuditNote) {
        self.row.credentials = match mark {
            Mark::ReauthRequired => Credentials::ReauthRequired,
            Mark::Unavailable => Credentials::Unavailable,
        };
        self.record(note);
    }

    /// The store is disconnected.
    pub fn disconnect(&mut self, note: &AuditNote) {
        self.row.status = Some(Status::Disconnected);
        self.row.intents.clear();
        self.due_at = None;
        self.record(note);
    }

    /// The lease ends.
    pub fn release(&mut self, ending: &Ending) {
        self.lease = None;
        self.due_at = ending.due_at.map(epoch_millis);
        self.row.settled = ending.settled;
        self.row.failures = ending.failures;
        self.row.doubt = ending.doubt;
        self.row.wanted_at = ending.wanted_at;
        self.row.intents.clone_from(&ending.intents);
        self.row.budget = ending.budget;
    }

    fn record(&mut self, note: &AuditNote) {
        let known = self.notes.iter().any(|other| other.fence == note.fence && other.step == note.step);
        if !known {
            self.notes.push(note.clone());
        }
    }
}
