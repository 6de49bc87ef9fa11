//! Texts that are written as the numbers of their bytes: `7b22656d…`, `[123, 34, 101, …]`.

use super::{base64::meaning, bytes::run_end};
use crate::redaction::rule::Kind;

/// Fewer bytes hold nothing that is looked for.
const FEWEST: usize = 12;

/// What is masked in the text that the word means in hexadecimal digits.
pub(super) fn in_hex(word: &[u8], depth: u8) -> Option<Kind> {
    let pair = |at: usize| Some(digit(word[at])? << 4 | digit(word[at + 1])?);
    let is_text = |at: usize| pair(at).is_some_and(|byte| byte.is_ascii_graphic() || byte == b' ');
    // Nearly every word fails here.
    if word.len() < 2 * FEWEST || !word.len().is_multiple_of(2) || !(0..4).all(|at| is_text(2 * at)) {
        return None;
    }
    let bytes: Option<Vec<_>> = (0..word.len()).step_by(2).map(pair).collect();
    meaning(&bytes?, depth)
}

/// Where the list of bytes ends whose first number stands at `at`, and what is masked in the text that they mean.
pub(in crate::redaction) fn in_list(bytes: &[u8], at: usize, depth: u8) -> Option<(usize, Kind)> {
    // Nearly every array is shorter.
    let rest = &bytes[at..bytes.len().min(at + 4 * FEWEST)];
    let is_long = || rest.iter().filter(|byte| **byte == b',').nth(1).is_some();
    if !rest.first().is_some_and(u8::is_ascii_digit) || !is_long() {
        return None;
    }
    let (mut text, mut next, mut end) = (Vec::new(), at, at);
    while let Some(number) = number(&bytes[next..run_end(bytes, next, |byte| byte.is_ascii_digit())]) {
        text.push(number);
        end = run_end(bytes, next, |byte| byte.is_ascii_digit());
        let comma = run_end(bytes, end, |byte| byte.is_ascii_whitespace());
        if bytes.get(comma) != Some(&b',') {
            break;
        }
        next = run_end(bytes, comma + 1, |byte| byte.is_ascii_whitespace());
    }
    if text.len() < FEWEST { None } else { meaning(&text, depth).map(|kind| (end, kind)) }
}

fn number(digits: &[u8]) -> Option<u8> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
