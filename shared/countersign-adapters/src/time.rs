//! Time as the machine has it, for work that takes some.

use std::time::{Duration, SystemTime};

use countersign_core::ports::{Clock, Pause};

/// A clock that is handed in, and waits of the runtime.
#[derive(Clone, Copy)]
pub struct Time {
    clock: fn() -> SystemTime,
}

impl Time {
    /// Tells the time by `clock`.
    pub fn new(clock: fn() -> SystemTime) -> Self {
        Self { clock }
    }
}

impl Clock for Time {
    fn now(&self) -> SystemTime {
        (self.clock)()
    }
}

impl Pause for Time {
    async fn pause(&self, wait: Duration) {
        tokio::time::sleep(wait).await;
    }
}
