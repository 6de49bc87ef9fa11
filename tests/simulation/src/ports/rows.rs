//! The connections table for one actor.

use countersign_core::{
    ports::{
        Acquired, CurrentRows, DisconnectRows, DueStore, DueStores, Ending, Intention, LeaseClaim, Mark,
        MarkRows, NewCurrent, ParkedPage, ParkedStores, RowError, TokenLeases, Written,
    },
    store::Store,
    tokens::{AuditNote, ConnectionRow, Credentials, Lease},
    wall_time::{epoch_millis, from_epoch_millis},
};

use std::time::SystemTime;

use super::{Ports, Unanswered};
use crate::world::{Record, Removal, World};

/// DynamoDB usually answers within so many milliseconds.
const USUAL: u64 = 8;

impl From<Unanswered> for RowError {
    fn from(_: Unanswered) -> Self {
        Self::Unavailable("test: no answer".into())
    }
}

impl Ports {
    async fn fenced(
        &self,
        what: &'static str,
        lease: &Lease,
        write: impl FnOnce(&mut Record) + Send + 'static,
    ) -> Result<Written, RowError> {
        let (lease, actor) = (lease.clone(), self.actor);
        let call = self.call(what, USUAL, move |world| {
            let written = world.table.fenced(&lease, world.removal, write);
            if written == Written::Stale {
                world.figures.stale += 1;
                let name = world.name(actor);
                world.note(&name, || "  refused: the lease is STALE".to_owned());
            }
            written
        });
        Ok(call.await?)
    }
}

impl TokenLeases for Ports {
    async fn row(&self, store: &Store) -> Result<Option<ConnectionRow>, RowError> {
        let store = store.clone();
        Ok(self.call("row", USUAL, move |world| world.table.row(&store).cloned()).await?)
    }

    async fn acquire(&self, claim: &LeaseClaim) -> Result<Acquired, RowError> {
        let (claim, actor) = (claim.clone(), self.actor);
        self.call("acquire", USUAL, move |world| {
            let record = world.table.records.get(&claim.store.to_string());
            let damaged = record.is_some_and(|record| record.damaged);
            if damaged { Err(RowError::Unreadable("intents")) } else { Ok(grant(world, &claim, actor)) }
        })
        .await?
    }

    async fn intend(&self, lease: &Lease, intention: &Intention) -> Result<Written, RowError> {
        let (intention, forget) = (intention.clone(), self.removal() == Some(Removal::Intent));
        self.fenced("intend", lease, move |record| {
            if !forget {
                record.intend(&intention);
            }
        })
        .await
    }

    async fn release(&self, lease: &Lease, ending: &Ending) -> Result<Written, RowError> {
        let (ending, lease) = (ending.clone(), lease.clone());
        let call = self.call("release", USUAL, move |world| {
            let written = world.table.fenced(&lease, world.removal, |record| record.release(&ending));
            if written == Written::Done {
                world.released(&lease.store, lease.fence);
            }
            written
        });
        Ok(call.await?)
    }
}

fn grant(world: &mut World, claim: &LeaseClaim, actor: u32) -> Acquired {
    let times = (claim.owner, epoch_millis(claim.now), epoch_millis(claim.until));
    let row = match world.table.acquire(&claim.store, times, claim.create, world.removal) {
        None => return Acquired::Held,
        Some(None) => return Acquired::Unknown,
        Some(Some(row)) => row,
    };
    let fence = row.fence;
    let name = world.name(actor);
    world.note(&name, || format!("  lease {fence}"));
    world.granted(&claim.store, actor, fence, epoch_millis(claim.until));
    let lease = Lease { store: claim.store.clone(), owner: claim.owner, fence, until: claim.until };
    Acquired::Granted(lease, Box::new(row))
}

impl CurrentRows for Ports {
    async fn make_current(
        &self,
        lease: &Lease,
        change: &NewCurrent,
        note: &AuditNote,
    ) -> Result<Written, RowError> {
        let (change, note) = (change.clone(), note.clone());
        self.fenced("make current", lease, move |record| record.make_current(&change, &note)).await
    }
}

impl MarkRows for Ports {
    async fn mark(&self, lease: &Lease, mark: Mark, note: &AuditNote) -> Result<Written, RowError> {
        let note = note.clone();
        self.fenced("mark", lease, move |record| record.mark(mark, &note)).await
    }
}

impl DisconnectRows for Ports {
    async fn disconnect(&self, lease: &Lease, note: &AuditNote) -> Result<Written, RowError> {
        let note = note.clone();
        self.fenced("disconnect", lease, move |record| record.disconnect(&note)).await
    }
}

impl DueStores for Ports {
    async fn due(&self, shard: u8, now: SystemTime, limit: usize) -> Result<Vec<DueStore>, RowError> {
        let now = epoch_millis(now);
        Ok(self.call("due", USUAL, move |world| world.due(shard, now, limit)).await?)
    }
}

impl ParkedStores for Ports {
    async fn parked(&self, _: Option<&str>) -> Result<ParkedPage, RowError> {
        let read = |world: &mut World| {
            let records = world.table.records.iter();
            let parked = records.filter(|(_, record)| record.row.credentials != Credentials::Good);
            parked.filter_map(|(key, _)| Store::parse(key)).collect()
        };
        Ok(ParkedPage { stores: self.call("parked", USUAL, read).await?, next: None })
    }
}

impl World {
    /// The index: one shard per digit of the first letter's code, so that shops spread.
    fn due(&self, shard: u8, now: u64, limit: usize) -> Vec<DueStore> {
        let stores = self.table.records.iter().filter(|(key, _)| shard_of(key) == shard);
        let due = stores.filter_map(|(key, record)| Some((Store::parse(key)?, record.due_at?)));
        let mut due: Vec<_> = due.filter(|(_, at)| *at <= now).collect();
        due.sort_by_key(|(_, at)| *at);
        due.truncate(limit);
        due.into_iter().map(|(store, at)| DueStore { store, due_at: from_epoch_millis(at) }).collect()
    }
}

/// Shards of the simulated index.
pub const SHARDS: u8 = 4;

fn shard_of(key: &str) -> u8 {
    key.bytes().fold(0_u8, u8::wrapping_add) % SHARDS
}
