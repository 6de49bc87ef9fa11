//! Values that no sign stands before, or that are enclosed in something else than quotation marks.

use std::ops::Range;

use super::{Walk, names::Name};
use crate::redaction::{
    fields::{self, Field, Value, Verdict, is_random},
    mask,
    rule::{Kind, Rule},
};

/// What stands between brackets as one value is shorter.
const LONGEST: usize = 128;

/// Names of passwords, in lower case, behind which a string is one whatever it looks like.
const PASSWORDS: [&[u8]; 6] = [b"passcode", b"passphrase", b"passwd", b"password", b"passwort", b"pwd"];

impl Walk<'_, '_, '_> {
    /// What the words say that stand before the string with this content: `PASSWORD 'x'`, `last_name LIKE 'x'`.
    pub(super) fn said_before(&self, content: &Range<usize>) -> Field {
        let Some(word) = self.word_and_space(content.start - 1) else { return Field::Unknown };
        let name = &self.bytes[word.clone()];
        let is = |keyword: &[u8]| name.eq_ignore_ascii_case(keyword);
        if is(b"like") || is(b"ilike") {
            return self.column(word.start);
        }
        let text = self.text.view.part(content.clone()).text();
        let by = is(b"by")
            && self
                .word_and_space(word.start)
                .is_some_and(|word| self.bytes[word].eq_ignore_ascii_case(b"identified"));
        let password = by || PASSWORDS.iter().any(|password| is(password));
        let opens = matches!(fields::field(name), Field::Mask(Kind::Secret) | Field::IfRandom);
        let masks = password && !fields::is_name(text.as_bytes()) || opens && is_random(text);
        if masks { Field::Mask(Kind::Secret) } else { Field::Unknown }
    }

    /// What the column is whose values the bracket at `at` holds: `city IN ('…', '…')`.
    pub(super) fn listed_column(&self, at: usize) -> Field {
        match self.word_and_space(at).filter(|_| self.bytes[at] == b'(') {
            Some(word) if self.bytes[word.clone()].eq_ignore_ascii_case(b"in") => self.column(word.start),
            _ => Field::Unknown,
        }
    }

    fn column(&self, keyword: usize) -> Field {
        self.word_and_space(keyword).map_or(Field::Unknown, |column| fields::path(&self.bytes[column]).0)
    }

    /// The word before `at`, if one space stands between them.
    fn word_and_space(&self, at: usize) -> Option<Range<usize>> {
        let end = at.checked_sub(1).filter(|end| self.bytes[*end] == b' ')?;
        self.word_ending(end)
    }

    /// Masks what stands between brackets without quotation marks or names (`map[X-Api-Key:[…]]`, `password=<…>`), the
    /// lines of a block (`note: |`), or the items of a list below a name; answers where it ends.
    pub(super) fn enclosed(&mut self, at: usize, name: &Name, field: Field) -> Option<usize> {
        let Field::Mask(kind) = field else { return None };
        if name.quote.is_some() {
            return None;
        }
        match *self.bytes.get(at)? {
            bracket @ (b'[' | b'(' | b'{' | b'<') => self.in_brackets(at, bracket, field),
            b'|' | b'>' => self.block(at, kind),
            byte if byte.is_ascii_whitespace() => self.items(at, kind),
            _ => None,
        }
    }

    fn in_brackets(&mut self, at: usize, bracket: u8, field: Field) -> Option<usize> {
        if mask::length(&self.bytes[at..]).is_some() {
            return None;
        }
        let rest = &self.bytes[at + 1..self.bytes.len().min(at + 1 + LONGEST)];
        let length = rest.iter().position(|byte| b"\"'`[]{}()<>=:\n".contains(byte))?;
        let closes =
            matches!((bracket, rest[length]), (b'[', b']') | (b'(', b')') | (b'{', b'}') | (b'<', b'>'));
        let value = at + 1..at + 1 + length;
        let spaced = bracket == b'<' && rest[..length].contains(&b' ');
        let text = self.text.view.part(value.clone()).text();
        let verdict = field.verdict(Value { text, quoted: false }, self.frames.place());
        let Verdict::Mask(kind) = verdict else { return None };
        if length == 0 || !closes || spaced {
            return None;
        }
        self.spans.add(self.text.view, value.clone(), Rule::Field(kind));
        Some(value.end + 1)
    }

    /// The lines below `|` or `>` that stand further in.
    fn block(&mut self, at: usize, kind: Kind) -> Option<usize> {
        let rest = &self.bytes[at + 1..];
        let sign = usize::from(matches!(rest.first(), Some(b'-' | b'+')));
        let mut end = at + 1 + sign + usize::from(rest.get(sign) == Some(&b'\r'));
        let start = end + 1;
        while self.bytes.get(end) == Some(&b'\n') && matches!(self.bytes.get(end + 1), Some(b' ' | b'\t')) {
            end = self.line_end(end + 1);
        }
        let value = self.skip_space(start.min(end))..end;
        (!value.is_empty()).then(|| self.spans.add(self.text.view, value, Rule::Field(kind)))?;
        Some(end)
    }

    /// `- …` on the lines below.
    fn items(&mut self, at: usize, kind: Kind) -> Option<usize> {
        let (mut end, mut found) = (at, None);
        loop {
            let start = self.skip_space(end);
            let is_item = self.bytes[end..start].contains(&b'\n') && self.bytes[start..].starts_with(b"- ");
            let item = start + 2..if is_item { self.line_end(start) } else { start };
            let names = || self.bytes[item.clone()].windows(2).any(|pair| pair == b": ");
            if !is_item || item.is_empty() || matches!(self.bytes[item.start], b'"' | b'\'') || names() {
                return found;
            }
            end = item.end;
            found = Some(end);
            self.spans.add(self.text.view, item, Rule::Field(kind));
        }
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
    }
}
