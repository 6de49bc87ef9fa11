//! Strict reading of signed bodies, and copying only what an allow-list names.

mod fields;
mod project;
mod strict;

pub use fields::{FieldPath, FieldTree};
pub use project::project;
pub use strict::{JsonFault, check_object};
