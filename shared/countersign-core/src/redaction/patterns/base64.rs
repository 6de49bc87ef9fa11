//! Texts in base64, looked at as what they mean.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    Step,
    bytes::{run_end, word_end},
    octets,
};
use crate::redaction::{
    rule::{Kind, Rule},
    spans::Spans,
    walk,
};

/// Shorter ones hold nothing that is looked for.
const SHORTEST: usize = 16;

/// Texts in base64 in base64 are looked into this deep.
const DEEPEST: u8 = 2;

/// So often one run of signs is decoded, from one word of it or from another.
const TRIES: u8 = 2;

/// Padding comes and goes, and a text may be cut.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

static PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
static FOR_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The run of signs that was looked at last: slashes, dashes and underscores part words, but not runs.
pub(super) struct Runs {
    end: usize,
    tries: u8,
    depth: u8,
}

impl Runs {
    /// `depth`: so many layers of base64 surround the text.
    pub(super) fn new(depth: u8) -> Self {
        Self { end: 0, tries: 0, depth }
    }

    /// A word that begins base64 of a text in which something is masked. However the text is made, its bytes are decoded a
    /// few times at most.
    pub(super) fn at_word(&mut self, bytes: &[u8], at: usize) -> Option<Step> {
        if at >= self.end {
            self.end = run_end(bytes, at, |byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte));
            self.tries = TRIES;
        }
        let word = &bytes[at..self.end];
        if word.len() < SHORTEST || self.tries == 0 {
            return None;
        }
        let end = word_end(bytes, at);
        if let Some(kind) = octets::in_hex(&bytes[at..end], self.depth) {
            return Some(Step::found(at..end, Rule::Base64(kind)));
        }
        if !reads_as_text(word) {
            return None;
        }
        self.tries -= 1;
        let (length, text) = meant(word)?;
        let kind = meaning(&text, self.depth)?;
        Some(Step::found(at..at + length, Rule::Base64(kind)))
    }
}

/// What is masked first in the text of these bytes, which stands in so many layers of base64. Bytes of another encoding,
/// or half a character where a text was cut, do not hide the rest.
pub(super) fn meaning(bytes: &[u8], depth: u8) -> Option<Kind> {
    if depth == DEEPEST || !is_mostly_text(bytes, 7, 8) {
        return None;
    }
    let mut spans = Spans::in_base64(depth + 1);
    walk::walk(walk::Text::of(&String::from_utf8_lossy(bytes)), &mut spans);
    Some(spans.finish().first()?.span.rule.kind())
}

/// Most words are told apart by their first few characters, without any memory.
fn reads_as_text(word: &[u8]) -> bool {
    let mut decoded = [0; SHORTEST];
    let start = &word[..SHORTEST];
    let length = engine(start).decode_slice(start, &mut decoded).unwrap_or(0);
    is_mostly_text(&decoded[..length], 3, 4)
}

/// How much of a run means a text, and the text: all of the run, or what stands before its first slash, if what follows
/// is none.
fn meant(word: &[u8]) -> Option<(usize, Vec<u8>)> {
    let slash = word.iter().position(|byte| *byte == b'/').unwrap_or(word.len());
    let whole = decode(word).filter(|bytes| {
        let behind = &bytes[(slash * 3 / 4).min(bytes.len())..];
        is_mostly_text(bytes, 7, 8) && (slash == word.len() || is_mostly_text(behind, 7, 8))
    });
    match whole {
        Some(bytes) => Some((word.len(), bytes)),
        None => decode(&word[..slash]).map(|bytes| (slash, bytes)),
    }
}

/// Whether so many of so many bytes are letters, signs, spaces, or parts of characters beyond ASCII as UTF-8 has them.
/// A text in UTF-16 has a zero at every other place.
fn is_mostly_text(bytes: &[u8], part: usize, whole: usize) -> bool {
    let beyond = std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_readable));
    let readable =
        || bytes.iter().filter(|byte| byte.is_ascii_graphic() || b" \n\r\t\0".contains(byte)).count();
    !bytes.is_empty() && (beyond || readable() * whole >= bytes.len() * part)
}

/// Whether this is `user:password` in base64.
pub(super) fn is_user_and_password(word: &str) -> bool {
    let decoded = (word.len() >= 4).then(|| decode(word.as_bytes())).flatten();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| text.contains(':') && text.chars().all(is_readable))
}

fn decode(word: &[u8]) -> Option<Vec<u8>> {
    let whole = word.len() - usize::from(word.len() % 4 == 1);
    engine(word).decode(&word[..whole]).ok()
}

fn engine(word: &[u8]) -> &'static GeneralPurpose {
    let for_urls = word.iter().any(|byte| matches!(byte, b'-' | b'_'));
    if for_urls { &FOR_URLS } else { &PLAIN }
}

fn is_readable(character: char) -> bool {
    !character.is_control() || character.is_whitespace()
}
