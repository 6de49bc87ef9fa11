//! Quoted strings.

use std::ops::Range;

use super::{Walk, leaf, walk};
use crate::redaction::{
    fields::{Field, Value, Verdict},
    layers,
    rule::Rule,
};

impl Walk<'_, '_, '_> {
    /// A quotation mark outside of strings: a name, a value, or a character like any other.
    pub(super) fn string(&mut self, at: usize) -> usize {
        let Some(content) = self.string_at(at) else { return at + 1 };
        if !self.is_name(content.end + 1) {
            return self.string_value(content, Field::Unknown);
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
        (!is_address && !is_mistaken).then_some(at + 1..end)
    }

    /// Masks a string or looks into it; answers where it ends.
    pub(super) fn string_value(&mut self, content: Range<usize>, field: Field) -> usize {
        self.flush(content.start - 1);
        let part = self.text.view.part(content.clone());
        let after = (content.end + 1).min(self.bytes.len());
        match field.verdict(Value { text: part.text(), quoted: true }, self.frames.place()) {
            Verdict::Mask(kind) => self.spans.add(self.text.view, content, Rule::Field(kind)),
            verdict @ (Verdict::Scan | Verdict::Id) => {
                let text = super::Text { id: verdict == Verdict::Id, ..self.text.inside(part) };
                match layers::unescaped(part) {
                    Some(unescaped) => walk(text.inside(unescaped.view()), self.spans),
                    None => walk(text, self.spans),
                }
            }
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

    /// Before a letter, an apostrophe ends nothing. A search that failed is not repeated from further on.
    fn closing_apostrophe(&mut self, from: usize, quote: u8) -> Option<usize> {
        if from < self.no_apostrophe_before {
            return None;
        }
        let line = self.bytes.get(from..)?;
        let end = line.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |at| from + at);
        let closes = |at: &usize| {
            let next = self.bytes.get(at + 1);
            self.bytes[*at] == quote
                && self.bytes[at - 1] != b'\\'
                && !next.is_some_and(u8::is_ascii_alphanumeric)
        };
        let found = (from..end).find(closes);
        if found.is_none() && quote == b'\'' {
            self.no_apostrophe_before = end;
        }
        found
    }
}
