//! A clock that stands still until it is told to move. Each test runs on a thread of its own, so each has its own.

use std::{
    cell::Cell,
    time::{Duration, SystemTime},
};

use countersign_core::wall_time::{epoch_millis, from_epoch_millis};

thread_local! {
    static NOW: Cell<SystemTime> = Cell::new(started());
}

/// The time of this test, which began in the present: partners check that what they get is recent.
pub fn now() -> SystemTime {
    NOW.get()
}

/// Lets time pass.
pub fn advance(by: Duration) {
    NOW.set(NOW.get() + by);
}

/// Sets the clock back, as a correction from outside does.
pub fn set_back(by: Duration) {
    NOW.set(NOW.get() - by);
}

/// To the millisecond, as everything is stored.
#[expect(clippy::disallowed_methods, reason = "somewhere time has to begin")]
fn started() -> SystemTime {
    from_epoch_millis(epoch_millis(SystemTime::now()))
}
