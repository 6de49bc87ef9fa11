//! Texts in base64, looked at as what they mean.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Step, bytes::run_end};
use crate::redaction::{rule::Rule, spans::Spans, walk};

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
        if word.len() < SHORTEST || self.tries == 0 || self.depth == DEEPEST || !reads_as_text(word) {
            return None;
        }
        self.tries -= 1;
        let text = String::from_utf8(decode(word)?).ok().filter(|text| text.chars().all(is_readable))?;
        let mut spans = Spans::in_base64(self.depth + 1);
        walk::walk(walk::Text::of(&text), &mut spans);
        let kind = spans.finish().first()?.span.rule.kind();
        Some(Step::found(at..self.end, Rule::Base64(kind)))
    }
}

/// Most words are told apart by their first few characters, without any memory.
fn reads_as_text(word: &[u8]) -> bool {
    let mut decoded = [0; SHORTEST];
    let start = &word[..SHORTEST];
    let length = engine(start).decode_slice(start, &mut decoded).unwrap_or(0);
    let text = match std::str::from_utf8(&decoded[..length]) {
        Ok(text) => text,
        // The last character goes on behind the part that was decoded.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&decoded[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    !text.is_empty() && text.chars().all(is_readable)
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
