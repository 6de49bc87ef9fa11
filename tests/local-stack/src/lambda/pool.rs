//! The instances of one function: reused while they last, started when none is idle, never more than allowed.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Semaphore, watch};

use super::{
    FunctionSpec,
    logs::Logs,
    outcome::{FunctionError, InvokeOutcome},
    runtime_api::Event,
    sandbox::{Handled, Sandbox},
};

/// All instances of one function.
pub(super) struct Pool {
    pub(super) spec: FunctionSpec,
    init_limit: Duration,
    logs: Arc<Logs>,
    idle: Mutex<Vec<Sandbox>>,
    slots: Arc<Semaphore>,
    kills: watch::Sender<u64>,
}

/// Why no instance could be had.
enum NoInstance {
    AllBusy,
    Failed(FunctionError),
}

impl Pool {
    pub(super) fn new(spec: FunctionSpec, init_limit: Duration, logs: Arc<Logs>) -> Self {
        let slots = Arc::new(Semaphore::new(spec.max_instances));
        Self { spec, init_limit, logs, idle: Mutex::default(), slots, kills: watch::Sender::new(0) }
    }

    /// Runs one event to its end.
    pub(super) async fn run(&self, event: Event) -> InvokeOutcome {
        loop {
            let mut instance = match self.instance(&event.request_id).await {
                Ok(instance) => instance,
                Err(NoInstance::AllBusy) => return InvokeOutcome::Throttled,
                Err(NoInstance::Failed(error)) => return InvokeOutcome::FunctionError(error),
            };
            match instance.handle(&event).await {
                Handled::Untouched => instance.end().await,
                Handled::Answered(result) => {
                    self.idle().push(instance);
                    return result.map_or_else(InvokeOutcome::FunctionError, InvokeOutcome::Ok);
                }
                Handled::Died(error) => {
                    instance.end().await;
                    return InvokeOutcome::FunctionError(error);
                }
            }
        }
    }

    /// Ends the idle instances, so that the next event is a cold start.
    pub(super) async fn retire(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for instance in idle {
            instance.end().await;
        }
    }

    /// Kills every instance, busy or idle.
    pub(super) async fn kill(&self) {
        self.kills.send_modify(|kills| *kills += 1);
        self.retire().await;
    }

    /// Starts nothing any more.
    pub(super) fn close(&self) {
        self.slots.close();
    }

    /// The instance used last, as the likeliest to be warm in every cache; else a new one.
    async fn instance(&self, request_id: &str) -> Result<Sandbox, NoInstance> {
        while let Some(mut instance) = self.pop() {
            if instance.is_alive() {
                return Ok(instance);
            }
            instance.end().await;
        }
        self.cold_start(request_id).await
    }

    async fn cold_start(&self, request_id: &str) -> Result<Sandbox, NoInstance> {
        let slot = self.slots.clone().try_acquire_owned().map_err(|_| NoInstance::AllBusy)?;
        let started = Sandbox::start(&self.spec, self.logs.clone(), self.kills.subscribe(), slot).await;
        let mut instance =
            started.map_err(|error| NoInstance::Failed(self.not_started(request_id, &error)))?;
        match instance.init(request_id, self.init_limit).await {
            Ok(()) => Ok(instance),
            Err(error) => {
                instance.end().await;
                Err(NoInstance::Failed(error))
            }
        }
    }

    fn not_started(&self, request_id: &str, error: &io::Error) -> FunctionError {
        let reason = format!("cannot start {}: {error}; has it been built?", self.spec.binary.display());
        FunctionError::not_started(request_id, &reason)
    }

    fn pop(&self) -> Option<Sandbox> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Sandbox>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
