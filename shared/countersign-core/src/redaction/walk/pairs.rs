//! Names and values that stand side by side, each a string of its own.

use std::ops::Range;

use super::{Walk, patterns};
use crate::redaction::fields::{self, Container, Field};

/// A longer text names nothing.
const LONGEST: usize = 64;

/// What a name says, and its path about the place of the value.
pub(super) type Label = (Field, Option<Container>);

impl Walk<'_, '_, '_> {
    /// `["email", "…"]`, `('email', '…')` or PHP's `s:5:"email";s:16:"…";`: answers where the second of two strings ends,
    /// if the first names it.
    pub(super) fn pair(&mut self, name: &Range<usize>) -> Option<usize> {
        let opener = *self.bytes.get(name.start.checked_sub(2)?)?;
        let rest = self.bytes.get(name.end + 1..)?;
        let gap = match opener {
            b'[' | b'(' => list_gap(rest)?,
            b':' => serialized_gap(rest)?,
            _ => return None,
        };
        let (field, place) = self.label(name.clone())?;
        let value = self.string_at(name.end + 1 + gap)?;
        let is_name = value.len() <= LONGEST && fields::field(&self.bytes[value.clone()]) != Field::Unknown;
        let after = self.bytes.get(value.end + 1..).unwrap_or_default().trim_ascii_start();
        let ends = opener == b':' || matches!(after.first(), Some(b']' | b')'));
        if is_name || !ends {
            return None;
        }
        self.string_value(name.clone(), Field::Unknown, None);
        Some(self.string_value(value, field, place))
    }

    /// What a string says about the field behind it, in `{"name": "email", "value": "…"}`.
    pub(super) fn label_before_value(&self, content: &Range<usize>) -> Option<Label> {
        let rest = self.bytes.get(content.end + 1..)?.trim_ascii_start();
        let rest = rest.strip_prefix(b",")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end =
            rest.iter().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')?;
        let is_value = end > 0 && fields::field(&rest[..end]) == Field::Value;
        is_value.then(|| self.label(content.clone()))?
    }

    /// Whether the string is the name before an e-mail address in angle brackets.
    pub(super) fn is_display_name(&self, content: &Range<usize>) -> bool {
        self.bytes.get(content.end + 1..).is_some_and(|rest| rest.starts_with(b" <"))
            && content.len() <= LONGEST
            && patterns::is_address_in_brackets(self.bytes, content.end + 2)
    }

    fn label(&self, name: Range<usize>) -> Option<Label> {
        if self.in_whole() {
            return None;
        }
        let label = fields::path(self.bytes.get(name).filter(|name| name.len() <= LONGEST)?);
        let says = !matches!(label.0, Field::Unknown | Field::Plain | Field::Inside(_) | Field::Value);
        says.then_some(label)
    }
}

/// The length of `, ` before another string.
fn list_gap(rest: &[u8]) -> Option<usize> {
    let spaces = rest.strip_prefix(b",")?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    matches!(rest.get(1 + spaces), Some(b'"' | b'\'')).then_some(1 + spaces)
}

/// The length of `;s:16:` before another string.
fn serialized_gap(rest: &[u8]) -> Option<usize> {
    let digits = rest.strip_prefix(b";s:")?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest.get(3 + digits..)?.starts_with(b":\"").then_some(4 + digits)
}
