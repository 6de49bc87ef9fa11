//! Names of values: what stands before a sign.

use std::ops::Range;

use super::Walk;
use crate::redaction::{
    fields::{self, Container, Field},
    layers, mask,
};

/// Longer words name nothing.
const LONGEST: usize = 64;

/// `Date of Birth` and its like are shorter.
const LONGEST_PHRASE: usize = 32;

/// A name that stands before a sign.
pub(super) struct Name {
    pub(super) field: Field,
    /// What its path says about the place it stands in (`customer.name`, `customer[name]`).
    pub(super) place: Option<Container>,
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
                let (field, place) = self.quoted_path(name);
                return Some(Name { field, place, quote: Some(quote), in_query: false });
            }
        }
        let foreign = at > 0 && !self.bytes[at - 1].is_ascii();
        let word = self.word(at).or(foreign.then_some(at..at))?;
        let before = word.start.checked_sub(1).map(|before| self.bytes[before]);
        // `arn:aws:…:secret:…` names nothing: a path of words is not a name.
        if before == Some(b':') && self.bytes[at] == b':' {
            return None;
        }
        let in_query = matches!(before, Some(b'?' | b'&'));
        let (mut field, place) = fields::path(&self.bytes[word.clone()]);
        if says_little(field) && before.is_some_and(|byte| byte == b' ' || !byte.is_ascii()) {
            field = fields::phrase(&self.bytes[self.phrase_start(word.start)..word.end]).unwrap_or(field);
        }
        Some(Name { field, place: place.or_else(|| self.index_of(word.start)), quote: None, in_query })
    }

    /// What a word says that stands directly before a bracket; one space may come between it and a curly one.
    pub(super) fn word_before(&self, at: usize) -> Field {
        let spaced = self.bytes[at] == b'{' && at > 0 && self.bytes[at - 1] == b' ';
        self.word_ending(at - usize::from(spaced))
            .map_or(Field::Unknown, |word| fields::field(&self.bytes[word]))
    }

    fn quoted_path(&self, name: Range<usize>) -> (Field, Option<Container>) {
        let name = self.text.view.part(name);
        match layers::decoded(name) {
            Some(decoded) => fields::path(decoded.view().bytes()),
            None => fields::path(name.bytes()),
        }
    }

    /// What the word before the bracket says in which a name begins at `start`: `customer[name]`, `customer['name']`.
    fn index_of(&self, start: usize) -> Option<Container> {
        let quote = usize::from(start > 0 && matches!(self.bytes[start - 1], b'"' | b'\''));
        let bracket = (start - quote).checked_sub(1).filter(|at| self.bytes[*at] == b'[')?;
        self.word_ending(bracket).and_then(|parent| fields::inside(&self.bytes[parent]))
    }

    /// Whether a mask ends at `at`, rather than an index such as `customer[email]`.
    fn ends_mask(&self, at: usize) -> bool {
        if at == 0 || self.bytes[at - 1] != b']' {
            return false;
        }
        let earliest = at.saturating_sub(mask::LONGEST);
        let Some(bracket) = self.bytes[earliest..at].iter().rposition(|byte| *byte == b'[') else {
            return false;
        };
        let bracket = earliest + bracket;
        let indexes = bracket > 0 && is_part_of_name(self.bytes[bracket - 1]);
        !indexes && mask::length(&self.bytes[bracket..at]).is_some()
    }

    /// The word that ends at `at`, a space, a bracket or a quotation mark before it (`['email'] = …`).
    fn word(&self, at: usize) -> Option<Range<usize>> {
        let mut end = at;
        let spaced = usize::from(at > 1 && self.bytes[at - 1] == b' ');
        let just_read = self.plain == at - spaced
            && at > spaced
            && matches!(self.bytes[self.plain - 1], b'"' | b'\'' | b'`');
        if just_read || self.bytes[at] == b':' && self.ends_mask(at - spaced) {
            return None;
        }
        for skipped in [b" " as &[u8], b"]", b"'\""] {
            if end > 0 && skipped.contains(&self.bytes[end - 1]) {
                end -= 1;
            }
        }
        self.word_ending(end)
    }

    /// Where up to three words more begin before `start`, in letters of any script with single spaces between them.
    fn phrase_start(&self, start: usize) -> usize {
        let earliest = start.saturating_sub(LONGEST_PHRASE);
        let mut spaces = 0;
        let mut joins = |byte: u8, after: Option<&u8>| {
            spaces += usize::from(byte == b' ');
            byte == b' ' && spaces <= 3 && after != Some(&b' ')
                || byte.is_ascii_alphabetic()
                || !byte.is_ascii()
        };
        let before = &self.bytes[earliest..start];
        let length = (0..before.len()).rev().take_while(|at| joins(before[*at], before.get(at + 1))).count();
        start - length
    }

    fn word_ending(&self, end: usize) -> Option<Range<usize>> {
        let earliest = end.saturating_sub(LONGEST);
        let word = &self.bytes[earliest..end];
        let start = word.iter().rposition(|byte| !is_part_of_name(*byte)).map_or(0, |before| before + 1);
        let start = earliest + start;
        (start < end).then_some(start..end)
    }
}

/// Whether the words before a name may say more than the name itself.
fn says_little(field: Field) -> bool {
    matches!(field, Field::Unknown | Field::IfRandom | Field::MaybeName(_) | Field::Number)
}

fn is_part_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}
