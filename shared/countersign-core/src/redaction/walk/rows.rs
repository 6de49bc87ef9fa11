//! Rows of values whose names stand before them, as SQL has them.

use std::ops::Range;

use super::Walk;
use crate::redaction::fields;

/// A longer list of columns is not looked for.
const LONGEST: usize = 2048;

const VALUES: &[u8] = b"values";

impl Walk<'_, '_, '_> {
    /// Whether the bracket at `at` begins a row: the first one behind `(name, …) VALUES`, or one behind another row.
    pub(super) fn begins_row(&mut self, at: usize) -> bool {
        let before = trim(&self.bytes[at.saturating_sub(LONGEST)..at]);
        if before.ends_with(b"),") {
            return self.columns.is_some();
        }
        self.columns = columns_before(before, at.saturating_sub(LONGEST));
        self.columns.is_some()
    }

    /// Masks the values of the row at `at` by the names of their columns; answers where it ends.
    pub(super) fn row(&mut self, at: usize) -> usize {
        let Some(columns) = self.columns.clone() else { return at + 1 };
        let bytes = self.bytes;
        let mut names = bytes[columns].split(|byte| *byte == b',');
        let mut at = at + 1;
        while at < bytes.len() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let name = names.next().map(unquoted).unwrap_or_default();
            at = match self.sql_string(at) {
                Some(content) => {
                    let (field, place) = fields::path(name);
                    self.string_value(content, field, place)
                }
                None => self.bare_in_row(name, at),
            };
            let rest = bytes.get(at..).unwrap_or_default();
            match rest.iter().position(|byte| matches!(byte, b',' | b')')) {
                Some(sign) if rest[sign] == b',' => at += sign + 1,
                Some(sign) => return at + sign + 1,
                None => return bytes.len(),
            }
        }
        bytes.len()
    }

    /// A number or, as PostgreSQL tells of a key, a text without quotation marks; not a call, nor a place for a value.
    fn bare_in_row(&mut self, name: &[u8], at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let length =
            rest.iter().position(|byte| matches!(byte, b',' | b')' | b'(' | b'\n')).unwrap_or(rest.len());
        let is_value = rest.first().is_some_and(|first| first.is_ascii_alphanumeric() || !first.is_ascii())
            && rest.get(length) != Some(&b'(')
            && !rest[..length].eq_ignore_ascii_case(b"default");
        if is_value {
            self.masked_by_name(name, at..at + length, false);
        }
        at + length
    }

    /// The content of the string that begins at `at`; two apostrophes are one inside of it.
    fn sql_string(&self, at: usize) -> Option<Range<usize>> {
        let quote = *self.bytes.get(at).filter(|quote| matches!(quote, b'\'' | b'"'))?;
        let mut end = at + 1;
        loop {
            match *self.bytes.get(end)? {
                b'\\' => end += 2,
                byte if byte == quote && self.bytes.get(end + 1) == Some(&quote) => end += 2,
                byte if byte == quote => return Some(at + 1..end),
                _ => end += 1,
            }
        }
    }
}

/// Where the names stand, if `before` ends with a list of them and `VALUES`, or an equals sign.
fn columns_before(before: &[u8], offset: usize) -> Option<Range<usize>> {
    let after_keyword = || {
        let keyword = before.len().checked_sub(VALUES.len())?;
        before[keyword..].eq_ignore_ascii_case(VALUES).then(|| trim(&before[..keyword]))
    };
    let names = before.strip_suffix(b"=").or_else(after_keyword)?.strip_suffix(b")")?;
    let start = names.iter().rposition(|byte| *byte == b'(')? + 1;
    Some(offset + start..offset + names.len())
}

fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii_end()
}

/// A name without the marks around it.
fn unquoted(name: &[u8]) -> &[u8] {
    let name = name.trim_ascii();
    let mark = |byte: &u8| matches!(byte, b'"' | b'`' | b'[' | b'\'');
    let start = usize::from(name.first().is_some_and(mark));
    let end = name.len()
        - usize::from(name.len() > 1 && name.last().is_some_and(|byte| mark(byte) || *byte == b']'));
    name.get(start..end).unwrap_or_default()
}
