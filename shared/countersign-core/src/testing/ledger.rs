//! The ledger in memory, with the rules of the real one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use crate::{
    event::EventId,
    partner::PartnerName,
    ports::{Attempt, Claim, DueDelivery, Ledger, LedgerError, Settlement},
};

/// Counts attempts and keeps how each ended.
#[derive(Default)]
pub struct MemoryLedger(Mutex<BTreeMap<(String, PartnerName), Row>>);

struct Row {
    attempt: Attempt,
    state: State,
}

enum State {
    Claimed { until: SystemTime },
    Ended(Settlement),
}

impl MemoryLedger {
    /// How many attempts there were, and how the last one ended; none before the first, or while it lasts.
    pub fn end(&self, event: EventId, partner: &PartnerName) -> Option<(u32, Settlement)> {
        match self.rows().get(&(event.to_string(), partner.clone()))? {
            Row { attempt, state: State::Ended(end) } => Some((attempt.number, end.clone())),
            Row { state: State::Claimed { .. }, .. } => None,
        }
    }

    fn rows(&self) -> MutexGuard<'_, BTreeMap<(String, PartnerName), Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    /// Why no attempt may be made now, if so.
    fn bars(&self, now: SystemTime) -> Option<Claim> {
        let free_at = match &self.state {
            State::Claimed { until } => *until,
            State::Ended(Settlement::Waiting { due_at, .. }) => *due_at,
            State::Ended(Settlement::Parked { due_at, .. }) => {
                return (now < *due_at).then(|| Claim::of_parked(*due_at, now));
            }
            State::Ended(Settlement::Delivered | Settlement::Dead { .. }) => return Some(Claim::Settled),
        };
        let wait = free_at.duration_since(now).ok().filter(|wait| !wait.is_zero())?;
        Some(Claim::NotNow(wait))
    }

    fn parked_for(&self) -> Option<SystemTime> {
        match &self.state {
            State::Ended(Settlement::Parked { due_at, .. }) => Some(*due_at),
            State::Claimed { .. } | State::Ended(_) => None,
        }
    }
}

impl Ledger for MemoryLedger {
    async fn claim(
        &self,
        event: EventId,
        partner: &PartnerName,
        now: SystemTime,
        lease: Duration,
    ) -> Result<Claim, LedgerError> {
        let mut rows = self.rows();
        let key = (event.to_string(), partner.clone());
        if let Some(bar) = rows.get(&key).and_then(|row| row.bars(now)) {
            return Ok(bar);
        }
        let number = rows.get(&key).map_or(1, |row| row.attempt.number + 1);
        let attempt = Attempt { event, partner: partner.clone(), number, token: number.to_string() };
        let row = Row { attempt: attempt.clone(), state: State::Claimed { until: now + lease } };
        rows.insert(key, row);
        Ok(Claim::Granted(attempt))
    }

    async fn settle(
        &self,
        attempt: &Attempt,
        settlement: Settlement,
        _: SystemTime,
    ) -> Result<(), LedgerError> {
        let key = (attempt.event.to_string(), attempt.partner.clone());
        if let Some(row) = self.rows().get_mut(&key).filter(|row| row.attempt == *attempt) {
            row.state = State::Ended(settlement);
        }
        Ok(())
    }

    async fn due(&self, now: SystemTime, limit: i32) -> Result<Vec<DueDelivery>, LedgerError> {
        let rows = self.rows();
        let parked = rows.values().filter_map(|row| Some((row, row.parked_for()?)));
        let due = parked.filter(|(_, due_at)| *due_at <= now).map(|(row, due_at)| DueDelivery {
            event: row.attempt.event,
            partner: row.attempt.partner.clone(),
            due_at,
        });
        let mut due: Vec<_> = due.collect();
        due.sort_by_key(|delivery| delivery.due_at);
        due.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(due)
    }

    async fn unpark(&self, due: &DueDelivery) -> Result<(), LedgerError> {
        let key = (due.event.to_string(), due.partner.clone());
        if let Some(row) = self.rows().get_mut(&key).filter(|row| row.parked_for() == Some(due.due_at))
            && let State::Ended(Settlement::Parked { due_at, reason }) = row.state
        {
            row.state = State::Ended(Settlement::Waiting { due_at, reason });
        }
        Ok(())
    }
}
