//! The one clock of the functions.

use std::time::SystemTime;

/// Now, as the machine has it.
#[expect(
    clippy::disallowed_methods,
    reason = "handed to the rules as a parameter; this is where it comes from"
)]
pub fn now() -> SystemTime {
    SystemTime::now()
}
