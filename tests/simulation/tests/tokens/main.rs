//! The life of stores' tokens, in virtual time.
#![expect(clippy::print_stdout, reason = "the figures are for people to read")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "the helpers of tests may fail like tests")]

mod cases;
mod crashes;
mod histories;
mod hostile;
mod parked;
mod runs;
mod rush;
mod stage;
