//! Time, for work that takes some.

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

/// Tells the time. It may be wrong by minutes, and may jump; nothing that must not happen depends on it.
pub trait Clock: Send + Sync {
    /// The time of day.
    fn now(&self) -> SystemTime;
}

/// Waits.
pub trait Pause: Send + Sync {
    /// Comes back after about `wait`.
    fn pause(&self, wait: Duration) -> impl Future<Output = ()> + Send;
}

/// Both.
pub trait Timing: Clock + Pause {}
impl<T: Clock + Pause> Timing for T {}
