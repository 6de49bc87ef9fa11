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

/// Padding comes and goes, and a text may be cut.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// A word that is base64 of a text in which something is masked. Each layer is a quarter shorter than the one around it,
/// so that layers in layers cost no more than a few looks at the text.
pub(super) fn at_word(bytes: &[u8], at: usize) -> Option<Step> {
    let end = run_end(bytes, at, |byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte));
    let word = &bytes[at..end];
    if word.len() < SHORTEST || !reads_as_text(&word[..SHORTEST]) {
        return None;
    }
    let text = String::from_utf8(decode(word)?).ok().filter(|text| text.chars().all(is_readable))?;
    let mut spans = Spans::new(None);
    walk::walk(walk::Text::of(&text), &mut spans);
    let kind = spans.finish().first()?.span.rule.kind();
    Some(Step::found(at..end, Rule::Base64(kind)))
}

/// Most words are told apart by their first few characters, without any memory.
fn reads_as_text(start: &[u8]) -> bool {
    let mut decoded = [0; SHORTEST];
    let length = engine(start).decode_slice(start, &mut decoded).unwrap_or(0);
    length > 0 && decoded[..length].iter().all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace())
}

fn decode(word: &[u8]) -> Option<Vec<u8>> {
    let whole = word.len() - usize::from(word.len() % 4 == 1);
    engine(word).decode(&word[..whole]).ok()
}

fn engine(word: &[u8]) -> GeneralPurpose {
    let url_safe = word.iter().any(|byte| matches!(byte, b'-' | b'_'));
    GeneralPurpose::new(if url_safe { &URL_SAFE } else { &STANDARD }, LENIENT)
}

fn is_readable(character: char) -> bool {
    !character.is_control() || character.is_whitespace()
}
