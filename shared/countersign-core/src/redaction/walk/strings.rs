//! Quoted strings.

use std::ops::Range;

use super::{Text, Walk, leaf, walk};
use crate::redaction::{
    classes,
    fields::{Container, Field, Value, Verdict},
    layers,
    rule::{Kind, Rule},
    spans::Spans,
};

impl Walk<'_, '_, '_> {
    /// A quotation mark outside of strings: a name, a value, or a character like any other.
    pub(super) fn string(&mut self, at: usize) -> usize {
        let Some(content) = self.string_at(at) else { return at + 1 };
        if !self.is_name(content.end + 1) {
            let name = self.is_display_name(&content);
            let field = if name { Field::Mask(Kind::Name) } else { self.element_field() };
            return self.pair(&content).unwrap_or_else(|| self.string_value(content, field, None));
        }
        self.flush(at);
        // People are put into names, too: {"jane@example.com": 1}.
        leaf(self.text.inside(self.text.view.part(content.clone())), self.spans);
        self.plain = (content.end + 1).min(self.bytes.len());
        self.name = Some(content.clone());
        self.plain
    }

    /// The content of the string that begins at `at`. One that never ends goes on to the end: the text was cut off.
    pub(super) fn string_at(&mut self, at: usize) -> Option<Range<usize>> {
        if !self.opens_string(at) {
            return None;
        }
        let end = match self.bytes[at] {
            b'"' => self.closing_quote(at + 1).unwrap_or(self.bytes.len()),
            quote => self.closing_apostrophe(at + 1, quote)?,
        };
        let next = self.bytes.get(end + 1);
        // The quoted first half of an e-mail address, or two marks of which only the second opens something.
        let is_address = next == Some(&b'@');
        let is_mistaken = end == at + 1 && next.is_some_and(u8::is_ascii_alphanumeric);
        if is_address || is_mistaken {
            self.no_end = Some(end);
            return None;
        }
        Some(at + 1..end)
    }

    /// Masks a string or looks into it; answers where it ends.
    pub(super) fn string_value(
        &mut self,
        content: Range<usize>,
        field: Field,
        place: Option<Container>,
    ) -> usize {
        self.flush(content.start - 1);
        let part = self.text.view.part(content.clone());
        let after = (content.end + 1).min(self.bytes.len());
        let (content_start, found) = (content.start, self.spans.len());
        let place = self.place(place);
        match field.verdict(Value { text: part.text(), quoted: true }, place) {
            Verdict::Mask(kind) => self.spans.add(self.text.view, content, Rule::Field(kind)),
            verdict @ (Verdict::Scan | Verdict::Id) => {
                let text = Text { id: verdict == Verdict::Id, ..self.text.inside(part) };
                look_inside(text, self.spans);
            }
        }
        if self.stands_alone(content_start - 1) && !part.bytes().contains(&b'\n') {
            self.spans.in_value(part, found);
        }
        self.plain = after;
        after
    }

    fn is_name(&self, after: usize) -> bool {
        let rest = self.bytes.get(after..).unwrap_or_default();
        let sign = rest.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(sign, Some(b':' | b'='))
    }

    /// After a letter or digit, a quotation mark is an apostrophe, an inch, or ends something unknown; after a backslash it
    /// is part of something encoded.
    fn opens_string(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map(|at| self.bytes[at]);
        match before(1) {
            Some(b'b' | b'r' | b'u' | b'f') => !before(2).is_some_and(|byte| byte.is_ascii_alphanumeric()),
            Some(byte) => !byte.is_ascii_alphanumeric() && byte != b'\\',
            None => true,
        }
    }

    fn closing_quote(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if self.bytes[at] == b'"' {
                return Some(at);
            }
            at += 2;
        }
    }

    /// Before a letter, an apostrophe ends nothing, and neither does one on another line. A search that failed is not repeated from further on.
    fn closing_apostrophe(&mut self, from: usize, quote: u8) -> Option<usize> {
        if from < self.no_apostrophe_before[usize::from(quote == b'`')] {
            return None;
        }
        let rest = self.bytes.get(from..)?;
        let closes = |at: usize| {
            self.bytes[at] == quote
                && self.bytes[at - 1] != b'\\'
                && !self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
        };
        let end = (from..from + rest.len()).find(|at| self.bytes[*at] == b'\n' || closes(*at));
        let found = end.filter(|at| self.bytes[*at] == quote);
        if found.is_none() {
            self.no_apostrophe_before[usize::from(quote == b'`')] = end.unwrap_or(self.bytes.len());
        }
        found
    }
}

/// Looks into the content of a string.
fn look_inside(text: Text<'_>, spans: &mut Spans<'_>) {
    let bytes = text.view.bytes();
    if bytes.contains(&b'\\')
        && let Some(unescaped) = layers::unescaped(text.view)
    {
        return walk(text.inside(unescaped.view()), spans);
    }
    if classes::of(bytes) & classes::MARK == 0 { leaf(text, spans) } else { walk(text, spans) }
}
