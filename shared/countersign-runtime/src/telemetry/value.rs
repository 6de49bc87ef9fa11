//! What a field may hold, and what becomes of a value that is something else.

use std::borrow::Cow;

use super::{bounded::Bounded, form::Form, mask::masked};

/// Stands where a value did not have its field's form. What it was is not told.
pub(crate) const MALFORMED: &str = "[malformed]";
/// The longest free text in a line, in bytes, before JSON escapes it.
pub(crate) const LONGEST_TEXT: usize = 2048;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Exactly what has the form.
    Formed(Form),
    /// A number that counts something.
    Number(Unit),
    /// Anything; masked.
    Text,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Count,
    Milliseconds,
    Seconds,
    Bytes,
}

/// As it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Number(u64),
    Text(Cow<'static, str>),
}

impl Type {
    /// The value as a line has it; none if there is nothing to say.
    pub(crate) fn of_text(self, given: &Bounded) -> Option<Value> {
        if given.text.is_empty() && !given.cut {
            return None;
        }
        Some(match self {
            Self::Text => Value::Text(masked(given, LONGEST_TEXT).into()),
            Self::Number(_) | Self::Formed(_) if given.cut => MALFORMED.into(),
            Self::Number(_) => given.text.parse().map_or(MALFORMED.into(), Value::Number),
            Self::Formed(form) => {
                form.of(&given.text).map_or(MALFORMED.into(), |text| Value::Text(text.to_owned().into()))
            }
        })
    }

    pub(crate) fn of_number(self, number: u64) -> Option<Value> {
        match self {
            Self::Number(_) => Some(Value::Number(number)),
            Self::Text | Self::Formed(_) => self.of_text(&Bounded::of_debug(&number)),
        }
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
