//! The search for planted values where none may be, whatever the spelling.
//!
//! A value is looked for as it is, in base64, percent-encoded, escaped as in JSON and in hexadecimal; and again in
//! what the text says when such an encoding is taken off it, once for a long text and twice for any other, so that one
//! encoding within another hides nothing.
//!
//! A package of its own, because it reads everything a flow leaves behind and must be optimised for that.

#![expect(clippy::missing_panics_doc, reason = "a helper of a test fails by panicking")]

mod forms;
mod scan;
mod search;
mod views;

pub use forms::Form;
pub use scan::{Canaries, Finding, Planted, SHORTEST};
pub use views::View;
