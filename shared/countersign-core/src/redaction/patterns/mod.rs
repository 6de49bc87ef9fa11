//! What gives itself away by its shape.
//!
//! One pass from left to right. A byte that can begin or reveal something calls the matcher for it; every matcher looks at
//! a bounded piece of text around its place, or consumes what it looked at.

mod base64;
mod bytes;
mod card;
mod context;
mod digits;
mod email;
mod iban;
mod ip;
mod national;
mod national_checks;
mod number;
mod phone;
mod prose;
mod spelled;
mod token;
mod url;

use std::ops::Range;

use super::{
    classes,
    fields::{UUID, is_uuid},
    mask,
    rule::Rule,
    spans::Spans,
    view::View,
};
use base64::Runs;
use bytes::word_end;
use token::Tokens;

/// Finds what has to be masked in a text without encodings. `id`: its digits are known to be an identifier's.
pub(super) fn scan(view: View<'_>, id: bool, spans: &mut Spans<'_>) {
    let runs = Runs::new(spans.base64());
    let mut text = Text { bytes: view.bytes(), id, runs, tokens: Tokens::default() };
    let mut at = 0;
    while let Some(place) = text.next_trigger(at) {
        let step = text.step(place);
        if let Some(found) = step.found {
            spans.add(view, found.range, found.rule);
        }
        at = step.next.max(place + 1);
    }
}

/// Whether `<jane@example.com>` stands at `at`.
pub(super) fn is_address_in_brackets(bytes: &[u8], at: usize) -> bool {
    email::is_bracketed(bytes, at)
}

/// A text and what is known about it.
struct Text<'t> {
    bytes: &'t [u8],
    id: bool,
    runs: Runs,
    tokens: Tokens,
}

/// Something to mask.
struct Found {
    range: Range<usize>,
    rule: Rule,
}

/// What a matcher answers: what it found, and where to go on.
struct Step {
    found: Option<Found>,
    next: usize,
}

impl Step {
    fn on(next: usize) -> Self {
        Self { found: None, next }
    }

    fn found(range: Range<usize>, rule: Rule) -> Self {
        Self { next: range.end, found: Some(Found { range, rule }) }
    }
}

impl Text<'_> {
    fn next_trigger(&self, from: usize) -> Option<usize> {
        classes::next(self.bytes, from, classes::TRIGGER)
    }

    fn step(&mut self, at: usize) -> Step {
        match self.bytes[at] {
            b'0'..=b'9' => self.digit(at),
            b'@' => email::at_sign(self.bytes, at).unwrap_or_else(|| Step::on(at + 1)),
            b'+' | b'(' => self.bracket_or_plus(at),
            b':' => self.colon(at),
            b'[' => spelled::at_bracket(self.bytes, at)
                .unwrap_or_else(|| Step::on(at + mask::length(&self.bytes[at..]).unwrap_or(1))),
            b'-' => token::private_key(self.bytes, at).unwrap_or_else(|| Step::on(at + 1)),
            b'<' => prose::display_name(self.bytes, at).unwrap_or_else(|| Step::on(at + 1)),
            _ => self.word(at),
        }
    }

    fn bracket_or_plus(&self, at: usize) -> Step {
        let phone = phone::at_sign(self, at);
        phone.or_else(|| spelled::at_bracket(self.bytes, at)).unwrap_or_else(|| Step::on(at + 1))
    }

    fn colon(&self, at: usize) -> Step {
        let url = url::credentials(self.bytes, at);
        url.or_else(|| ip::compressed(self.bytes, at)).unwrap_or_else(|| Step::on(at + 1))
    }

    /// A word that begins with a letter or an underscore.
    fn word(&mut self, at: usize) -> Step {
        if is_uuid(&self.bytes[at..]) {
            return Step::on(at + UUID);
        }
        let end = word_end(self.bytes, at);
        if is_plain(self.bytes, at..end) {
            return Step::on(end);
        }
        self.tokens
            .at_word(self.bytes, at..end)
            .or_else(|| iban::at_word(self.bytes, at))
            .or_else(|| national::at_word(self.bytes, at..end))
            .or_else(|| ip::v6(self.bytes, at..end))
            .or_else(|| prose::named_secret(self.bytes, at..end))
            .or_else(|| prose::named_code(self.bytes, at..end))
            .or_else(|| prose::user_option(self.bytes, at..end))
            .or_else(|| url::at_word(self.bytes, at..end))
            .or_else(|| self.runs.at_word(self.bytes, at))
            .unwrap_or_else(|| Step::on(end))
    }

    fn digit(&mut self, at: usize) -> Step {
        let end = word_end(self.bytes, at);
        if let Some(end) = digits::not_a_number(self.bytes, at) {
            return Step::on(end);
        }
        if digits::is_number(self.bytes, at..end) {
            return ip::v6(self.bytes, at..end).unwrap_or_else(|| number::at_digit(self, at));
        }
        let step = national::at_word(self.bytes, at..end)
            .or_else(|| ip::v6(self.bytes, at..end))
            .or_else(|| self.runs.at_word(self.bytes, at));
        step.unwrap_or_else(|| Step::on(end))
    }
}

/// Nearly every word is too short to be anything by itself, has no digits, and no sign follows that could make it a part
/// of something.
fn is_plain(bytes: &[u8], word: Range<usize>) -> bool {
    let parts = match bytes.get(word.end) {
        Some(b' ' | b'\t') => prose::names_something(&bytes[word.clone()]),
        Some(b'.' | b'-' | b':' | b'/' | b'+' | b'=') => true,
        _ => false,
    };
    !parts && word.len() < token::SHORTEST && !bytes[word].iter().any(u8::is_ascii_digit)
}
