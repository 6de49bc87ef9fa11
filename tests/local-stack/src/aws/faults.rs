//! Trouble on demand, to prove what the system does when AWS fails it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    answer::Refusal,
    call::{Head, Service},
};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The service fails with its own HTTP 500, and nothing has happened.
    InternalError,
    /// The service throttles with its own error, and nothing has happened.
    Throttled,
    /// Any other error, and nothing has happened.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error's name, for example `LimitExceededException`.
        code: String,
    },
    /// The connection is cut before anything has happened.
    CutBefore,
    /// The call takes effect, then the connection is cut: the answer is lost.
    CutAfter,
    /// The call waits before anything happens, then goes on (into the next fault that matches, if any).
    Delay(Duration),
    /// The call waits for ever, and nothing has happened. For callers that are to die over it.
    HoldBefore,
    /// The call takes effect and is never answered.
    HoldAfter,
}

/// Trouble for the calls it matches.
#[derive(Clone, Debug)]
pub struct Fault {
    trouble: Trouble,
    operation: Option<String>,
    caller: Option<String>,
    target: Option<String>,
    skipped: u32,
    left: Option<u32>,
}

/// The faults in force; the oldest that matches strikes first.
#[derive(Debug, Default)]
pub struct Faults {
    active: Mutex<Vec<Fault>>,
    /// How many calls were ever held.
    held: watch::Sender<usize>,
}

impl Fault {
    /// Strikes every call until cleared, unless narrowed.
    pub fn new(trouble: Trouble) -> Self {
        Self { trouble, operation: None, caller: None, target: None, skipped: 0, left: None }
    }

    /// Only calls of this operation, for example `PutItem`.
    #[must_use]
    pub fn on(self, operation: &str) -> Self {
        Self { operation: Some(operation.to_owned()), ..self }
    }

    /// Only calls of this caller.
    #[must_use]
    pub fn by(self, caller: &str) -> Self {
        Self { caller: Some(caller.to_owned()), ..self }
    }

    /// Only calls whose first table, queue or secret is this one.
    #[must_use]
    pub fn at(self, target: &str) -> Self {
        Self { target: Some(target.to_owned()), ..self }
    }

    /// Spares the first `calls` that match.
    #[must_use]
    pub fn after(self, calls: u32) -> Self {
        Self { skipped: calls, ..self }
    }

    /// Only the next `calls` that match.
    #[must_use]
    pub fn times(self, calls: u32) -> Self {
        Self { left: Some(calls), ..self }
    }

    fn matches(&self, head: &Head, target: Option<&str>) -> bool {
        let agrees = |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
        agrees(&self.operation, Some(&head.operation))
            && agrees(&self.caller, Some(&head.caller))
            && agrees(&self.target, target)
    }

    /// Whether it strikes a call that matches.
    fn takes(&mut self) -> bool {
        let spared = self.skipped > 0;
        if spared {
            self.skipped -= 1;
        } else {
            self.left = self.left.map(|left| left.saturating_sub(1));
        }
        !spared
    }

    fn spent(&self) -> bool {
        self.left == Some(0)
    }
}

impl Faults {
    /// Puts `fault` in force for the calls that arrive from now on.
    pub fn inject(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Ends all trouble.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Whether every fault that was limited by [`Fault::times`] has struck that often, and no other is in force.
    pub fn is_spent(&self) -> bool {
        self.lock().is_empty()
    }

    /// How many calls were ever held, to be waited on.
    pub fn held(&self) -> watch::Receiver<usize> {
        self.held.subscribe()
    }

    pub(super) fn hold(&self) {
        self.held.send_modify(|held| *held += 1);
    }

    /// What happens to one call: any delays, then at most one other trouble.
    pub(super) fn strike(&self, head: &Head, target: Option<&str>) -> Vec<Trouble> {
        let mut active = self.lock();
        let mut strikes = Vec::new();
        for fault in active.iter_mut().filter(|fault| fault.matches(head, target)) {
            if !fault.takes() {
                continue;
            }
            strikes.push(fault.trouble.clone());
            if !matches!(fault.trouble, Trouble::Delay(_)) {
                break;
            }
        }
        active.retain(|fault| !fault.spent());
        strikes
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The service's own HTTP 500.
pub(super) fn internal_error(service: Service) -> Refusal {
    let code = match service {
        Service::DynamoDb | Service::DynamoDbStreams => "InternalServerError",
        Service::SecretsManager => "InternalServiceError",
        Service::Sqs | Service::Unknown => "InternalFailure",
    };
    refusal(500, code)
}

/// The service's own way to say that calls come too fast.
pub(super) fn throttled(service: Service) -> Refusal {
    let code = match service {
        Service::DynamoDb => "ProvisionedThroughputExceededException",
        Service::Sqs => "RequestThrottled",
        Service::DynamoDbStreams | Service::SecretsManager | Service::Unknown => "ThrottlingException",
    };
    refusal(400, code)
}

pub(super) fn refusal(status: u16, code: &str) -> Refusal {
    Refusal {
        status,
        code: code.to_owned(),
        message: "The local stack was asked to fail this call.".to_owned(),
    }
}
