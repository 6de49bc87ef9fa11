//! Names of values: what stands before a sign.

use std::ops::Range;

use super::Walk;
use crate::redaction::{
    fields::{self, Field},
    layers,
};

/// Longer words name nothing.
const LONGEST: usize = 64;

/// A name that stands before a sign.
pub(super) struct Name {
    pub(super) field: Field,
    /// The quotation mark it stands in, if it does: then bare values are JSON's.
    pub(super) quote: Option<Range<usize>>,
    /// Whether it begins a pair of a query string.
    pub(super) in_query: bool,
}

impl Walk<'_, '_, '_> {
    /// The name that ends before `at`, quoted or bare.
    pub(super) fn name_before(&mut self, at: usize) -> Option<Name> {
        if let Some(name) = self.name.take() {
            let gap = self.bytes.get(name.end + 1..at)?;
            if gap.iter().all(u8::is_ascii_whitespace) {
                let quote = name.start - 1..name.start;
                return Some(Name { field: self.quoted_field(name), quote: Some(quote), in_query: false });
            }
        }
        let word = self.word(at)?;
        let before = word.start.checked_sub(1).map(|before| self.bytes[before]);
        // `arn:aws:…:secret:…` names nothing: a path of words is not a name.
        if before == Some(b':') && self.bytes[at] == b':' {
            return None;
        }
        let in_query = matches!(before, Some(b'?' | b'&'));
        Some(Name { field: fields::field(&self.bytes[word]), quote: None, in_query })
    }

    /// What a word says that stands directly before a bracket; one space may come between it and a curly one.
    pub(super) fn word_before(&self, at: usize) -> Field {
        let spaced = self.bytes[at] == b'{' && at > 0 && self.bytes[at - 1] == b' ';
        self.word_ending(at - usize::from(spaced))
            .map_or(Field::Unknown, |word| fields::field(&self.bytes[word]))
    }

    /// What the XML element says whose opening tag ends at `at`.
    pub(super) fn element_before(&self, at: usize) -> Option<Field> {
        let word = self.word(at)?;
        let field = fields::field(&self.bytes[word.clone()]);
        let before = |at: usize| at.checked_sub(1).map(|at| self.bytes[at]);
        let tag = match before(word.start)? {
            b':' => self.word(word.start - 1)?.start,
            _ => word.start,
        };
        (field != Field::Unknown && before(tag) == Some(b'<')).then_some(field)
    }

    fn quoted_field(&self, name: Range<usize>) -> Field {
        let name = self.text.view.part(name);
        match layers::decoded(name) {
            Some(decoded) => fields::field(decoded.view().bytes()),
            None => fields::field(name.bytes()),
        }
    }

    /// The word that ends at `at`, a space, a bracket or a quotation mark before it (`['email'] = …`).
    fn word(&self, at: usize) -> Option<Range<usize>> {
        let mut end = at;
        for skipped in [b" " as &[u8], b"]", b"'\""] {
            if end > 0 && skipped.contains(&self.bytes[end - 1]) {
                end -= 1;
            }
        }
        self.word_ending(end)
    }

    fn word_ending(&self, end: usize) -> Option<Range<usize>> {
        let earliest = end.saturating_sub(LONGEST);
        let word = &self.bytes[earliest..end];
        let start = word.iter().rposition(|byte| !is_part_of_name(*byte)).map_or(0, |before| before + 1);
        let start = earliest + start;
        (start < end).then_some(start..end)
    }
}

fn is_part_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}
