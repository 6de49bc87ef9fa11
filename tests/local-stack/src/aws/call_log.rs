//! Every call that reached AWS, in order: the proof of what a request cost.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    ops::Deref,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::call::{Head, Service};

/// How many calls of one caller are remembered, so that a stack left running does not grow without end.
const REMEMBERED: usize = 20_000;

/// Every HTTP attempt, retries included, recorded when it arrives. The newest 20 000 of each caller are kept.
#[derive(Debug, Default)]
pub struct CallLog {
    inner: Mutex<Inner>,
}

/// A moment in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(u64);

/// One HTTP attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The access key id it was signed with; empty if it was not signed.
    pub caller: String,
    /// The service named by `X-Amz-Target`.
    pub service: Service,
    /// For example `PutItem`.
    pub operation: String,
    /// The table, queue or secret it named; the first one if it named several.
    pub target: Option<String>,
    /// The status answered; `None` while it runs, and for ever if the connection was cut instead.
    pub status: Option<u16>,
}

/// Some calls, in the order of their arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls(Vec<Call>);

/// An arrived call, to be told its answer.
#[derive(Debug)]
pub(super) struct Arrival {
    caller: String,
    at: u64,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    /// Per caller, so that a busy poller cannot push a function's calls out.
    by_caller: BTreeMap<String, VecDeque<(u64, Call)>>,
}

impl CallLog {
    /// Now: calls that arrive later are [`Self::since`] this.
    pub fn mark(&self) -> Mark {
        Mark(self.lock().next)
    }

    /// The calls that arrived after `mark`.
    pub fn since(&self, mark: Mark) -> Calls {
        let inner = self.lock();
        let mut found: Vec<_> = inner.by_caller.values().flatten().filter(|(at, _)| *at >= mark.0).collect();
        found.sort_by_key(|(at, _)| *at);
        Calls(found.into_iter().map(|(_, call)| call.clone()).collect())
    }

    /// All calls remembered.
    pub fn all(&self) -> Calls {
        self.since(Mark(0))
    }

    pub(super) fn arrived(&self, head: &Head, target: Option<String>) -> Arrival {
        let mut inner = self.lock();
        let at = inner.next;
        inner.next += 1;
        let Head { caller, service, operation } = head.clone();
        let calls = inner.by_caller.entry(caller.clone()).or_default();
        if calls.len() == REMEMBERED {
            calls.pop_front();
        }
        calls.push_back((at, Call { caller: caller.clone(), service, operation, target, status: None }));
        Arrival { caller, at }
    }

    pub(super) fn answered(&self, arrival: &Arrival, status: u16) {
        let mut inner = self.lock();
        let Some(calls) = inner.by_caller.get_mut(&arrival.caller) else { return };
        if let Ok(place) = calls.binary_search_by_key(&arrival.at, |(at, _)| *at) {
            calls[place].1.status = Some(status);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    /// Only those of one caller.
    #[must_use]
    pub fn by(&self, caller: &str) -> Self {
        self.only(|call| call.caller == caller)
    }

    /// Only those of one operation, for example `PutItem`.
    #[must_use]
    pub fn of(&self, operation: &str) -> Self {
        self.only(|call| call.operation == operation)
    }

    /// Only those on one table, queue or secret.
    #[must_use]
    pub fn on(&self, target: &str) -> Self {
        self.only(|call| call.target.as_deref() == Some(target))
    }

    fn only(&self, wanted: impl Fn(&Call) -> bool) -> Self {
        Self(self.0.iter().filter(|call| wanted(call)).cloned().collect())
    }
}

impl Deref for Calls {
    type Target = [Call];

    fn deref(&self) -> &[Call] {
        &self.0
    }
}

/// `webhook-intake dynamodb:PutItem countersign-local-journal 200`.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.target.as_deref().unwrap_or("-");
        write!(f, "{} {}:{} {target} ", self.caller, self.service, self.operation)?;
        match self.status {
            Some(status) => write!(f, "{status}"),
            None => f.write_str("unanswered"),
        }
    }
}
