//! Schedules in real time.
//!
//! A firing does not wait for the one before it, and a failed one is not repeated: the next one comes anyway.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval_at},
};

use crate::{lambda::Invoke, tasks::Stopping, template::Schedule};

/// One schedule with a rate.
pub(super) struct Timer {
    function: String,
    input: String,
    period: Duration,
    functions: Arc<dyn Invoke>,
}

impl Timer {
    pub(super) fn new(schedule: &Schedule, period: Duration, functions: Arc<dyn Invoke>) -> Self {
        Self { function: schedule.function.clone(), input: schedule.input.clone(), period, functions }
    }

    /// Fires first after one period, then again and again until the end.
    pub(super) async fn run(self, mut stopping: Stopping) {
        let mut ticks = interval_at(Instant::now() + self.period, self.period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut firings = JoinSet::new();
        while stopping.or(ticks.tick()).await.is_some() {
            while firings.try_join_next().is_some() {}
            firings.spawn(self.functions.invoke(&self.function, self.input.clone().into()));
        }
        firings.shutdown().await;
    }
}
