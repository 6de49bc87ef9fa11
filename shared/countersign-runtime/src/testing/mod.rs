//! What tests of functions have in common.

mod log;

pub use log::{logged, told};
