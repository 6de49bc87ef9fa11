//! The largest events, in a binary of their own: fifty of them at once take all that a machine has, and nothing else
//! should wait for it, nor they for anything else.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod rush;
mod scales;
mod whole;
