//! What stores told of themselves, in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Trouble;
use crate::ports::{ComplianceRequest, LifecycleRecords, Recorded, RowError, ScopesChange};

/// Keeps changes and requests in order.
#[derive(Default)]
pub struct MemoryRecords {
    /// Whether every call fails.
    pub trouble: Option<Trouble>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    scopes: Vec<ScopesChange>,
    requests: Vec<ComplianceRequest>,
}

impl MemoryRecords {
    /// Every change of scopes that was new.
    pub fn scopes(&self) -> Vec<ScopesChange> {
        self.kept().scopes.clone()
    }

    /// Every request.
    pub fn requests(&self) -> Vec<ComplianceRequest> {
        self.kept().requests.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<(), RowError> {
        match self.trouble {
            None => Ok(()),
            Some(Trouble::Passing) => Err(RowError::Unavailable("test: no answer".into())),
            Some(Trouble::Lasting) => Err(RowError::Refused("test: refused".into())),
        }
    }
}

impl LifecycleRecords for MemoryRecords {
    async fn record_scopes(&self, change: &ScopesChange) -> Result<Recorded, RowError> {
        self.check()?;
        let mut kept = self.kept();
        let later = |held: &ScopesChange| held.store == change.store && held.since >= change.since;
        if kept.scopes.iter().any(later) {
            return Ok(Recorded::Known);
        }
        kept.scopes.push(change.clone());
        Ok(Recorded::New)
    }

    async fn record_request(&self, request: &ComplianceRequest) -> Result<Recorded, RowError> {
        self.check()?;
        let mut kept = self.kept();
        if kept.requests.iter().any(|held| held.event == request.event) {
            return Ok(Recorded::Known);
        }
        kept.requests.push(request.clone());
        Ok(Recorded::New)
    }
}
