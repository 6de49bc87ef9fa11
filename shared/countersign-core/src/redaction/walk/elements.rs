//! Elements of XML and HTML.

use super::Walk;
use crate::redaction::{
    fields::{self, Field, Value, Verdict},
    rule::Rule,
};

/// A longer tag, with its attributes, names nothing.
const LONGEST_TAG: usize = 256;

/// An element with more text in it is not a field.
const LONGEST_TEXT: usize = 1024;

const CDATA: &[u8] = b"<![CDATA[";

impl Walk<'_, '_, '_> {
    /// `<name>value<`, at the end of the tag.
    pub(super) fn element(&mut self, at: usize) -> usize {
        let Some(field) = self.element_before(at) else { return at + 1 };
        let rest = &self.bytes[at + 1..];
        let (start, end) = match rest.strip_prefix(CDATA) {
            Some(data) => (CDATA.len(), position(data, |at| data[at..].starts_with(b"]]>"))),
            None => (0, position(rest, |at| rest[at] == b'<')),
        };
        let Some(length) = end else { return at + 1 };
        let value = at + 1 + start..at + 1 + start + length;
        let text = self.text.view.part(value.clone()).text();
        if let Verdict::Mask(kind) = field.verdict(Value { text, quoted: true }, self.frames.place()) {
            self.spans.add(self.text.view, value.clone(), Rule::Field(kind));
            return value.end;
        }
        at + 1
    }

    /// What the tag says that ends at `at`, if it opens an element that is known.
    fn element_before(&self, at: usize) -> Option<Field> {
        let earliest = at.saturating_sub(LONGEST_TAG);
        let before = &self.bytes[earliest..at];
        let opening = before.iter().rposition(|byte| matches!(byte, b'<' | b'>'))?;
        let tag = before[opening..].strip_prefix(b"<").filter(|tag| !tag.ends_with(b"/"))?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.');
        let name = &tag[..tag.iter().position(|byte| !is_name(byte)).unwrap_or(tag.len())];
        let name = name.rsplit(|byte| *byte == b':').next()?;
        Some(fields::field(name)).filter(|field| *field != Field::Unknown)
    }
}

fn position(text: &[u8], ends: impl Fn(usize) -> bool) -> Option<usize> {
    (0..text.len().min(LONGEST_TEXT)).find(|at| ends(*at))
}
