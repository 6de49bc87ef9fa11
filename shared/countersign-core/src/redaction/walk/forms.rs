//! Notations in which a value stands somewhere else than behind its name.

use std::ops::Range;

use super::{Walk, names::Name};
use crate::redaction::{
    fields::{self, Field, Value, Verdict},
    rule::{Kind, Rule},
};

/// The headers of a form's part are shorter.
const LONGEST: usize = 256;

const BLANK_LINES: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];

impl Walk<'_, '_, '_> {
    /// `Content-Disposition: form-data; name="email"`, a blank line, and the value. Answers where to go on behind the
    /// name, which is nobody's.
    pub(super) fn form_field(&mut self, after: usize, name: &Name) -> Option<usize> {
        let before = self.bytes.get(..after)?.strip_suffix(b"name=")?;
        if !matches!(name.field, Field::MaybeName(_)) || !before.ends_with(b"form-data; ") {
            return None;
        }
        let rest = &self.bytes[after..(after + LONGEST).min(self.bytes.len())];
        let field = rest.strip_prefix(b"\"")?;
        let field = &field[..field.iter().position(|byte| *byte == b'"')?];
        let end = after + field.len() + 2;
        // Other headers of the part may come between.
        let blank = |line: &&[u8]| {
            rest.windows(line.len()).position(|window| *window == **line).map(|at| at + line.len())
        };
        let value = BLANK_LINES.iter().find_map(blank);
        if let Some(start) = value {
            let value = &self.bytes[after + start..];
            let length = value.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(value.len());
            self.masked_by_name(field, after + start..after + start + length, true);
        }
        Some(end)
    }

    /// `203.0.113.9 - jane [22/Nov/2026:03:07:00 +0000]`: whoever signed in to a web server, before the bracket at `at`.
    pub(super) fn remote_user(&mut self, at: usize) {
        let is_day = self.bytes.get(at + 1..at + 13).is_some_and(|day| {
            day[2] == b'/' && day[6] == b'/' && day[11] == b':' && day[7..11].iter().all(u8::is_ascii_digit)
        });
        let Some(end) = at.checked_sub(1).filter(|end| is_day && self.bytes[*end] == b' ') else { return };
        let before = &self.bytes[end.saturating_sub(64)..end];
        let Some(space) = before.iter().rposition(|byte| *byte == b' ') else { return };
        let user = end - (before.len() - space - 1)..end;
        if before[..space].ends_with(b" -") && self.bytes[user.clone()] != *b"-" {
            self.spans.add(self.text.view, user, Rule::Field(Kind::Name));
        }
    }

    /// Masks a value that stands apart from its name, if the name says so.
    pub(super) fn masked_by_name(&mut self, name: &[u8], value: Range<usize>, quoted: bool) {
        let (field, place) = fields::path(name);
        let text = self.text.view.part(value.clone()).text();
        let place = self.place(place);
        if let Verdict::Mask(kind) = field.verdict(Value { text, quoted }, place) {
            self.spans.add(self.text.view, value, Rule::Field(kind));
        }
    }
}
