//! Time that passes only when somebody waits.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use crate::ports::{Clock, Pause};

/// A clock that a test sets. Waits take no time and move it on.
pub struct MemoryTime(Mutex<SystemTime>);

impl MemoryTime {
    /// A clock that shows `now`.
    pub const fn at(now: SystemTime) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for MemoryTime {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pause for MemoryTime {
    async fn pause(&self, wait: Duration) {
        self.advance(wait);
    }
}
