//! What sentences give away.

use std::ops::Range;

use super::{
    Step,
    bytes::{before, goes_on, run_end},
    email,
};
use crate::redaction::{fields::is_random, rule::Rule};

/// Words after which something random is a secret, in lower case.
const NAMES_OF_SECRETS: [&[u8]; 8] =
    [b"code", b"token", b"secret", b"key", b"password", b"passphrase", b"passcode", b"otp"];

/// Words before `key` that say it opens something, in lower case.
const OPENING: [&[u8]; 9] =
    [b"access", b"account", b"api", b"auth", b"license", b"private", b"secret", b"session", b"signing"];

/// Names of short codes, in lower case, and how many digits they have at least.
const LEAST_DIGITS: [(&[u8], usize); 7] =
    [(b"cvv", 3), (b"cvc", 3), (b"cvv2", 3), (b"cvc2", 3), (b"csc", 3), (b"otp", 4), (b"pin", 4)];

/// The longest display name that is looked for.
const DISPLAY_NAME: usize = 64;

/// Whether this word may say something about the one behind it, or begin a number that has spaces in it.
pub(super) fn names_something(word: &[u8]) -> bool {
    let first = word.first().map_or(0, u8::to_ascii_lowercase);
    word.len() <= 2 || b"bcknopstu".contains(&first)
}

/// `code a2ea0f88…`: a random word after one that says what it is.
pub(super) fn named_secret(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let named = || NAMES_OF_SECRETS.iter().any(|name| bytes[word.clone()].eq_ignore_ascii_case(name));
    if bytes.get(word.end) != Some(&b' ') || !named() {
        return None;
    }
    let start = word.end + 1;
    let end = run_end(bytes, start, |byte| byte.is_ascii_alphanumeric() || b"_-+/=.".contains(&byte));
    let random = std::str::from_utf8(&bytes[start..end]).is_ok_and(is_random);
    let item = bytes[word.clone()].eq_ignore_ascii_case(b"key")
        && is_hash(&bytes[start..end])
        && !OPENING.iter().any(|name| ends_with_word(&bytes[..word.start], name));
    (random && !item).then(|| Step::found(start..end, Rule::NamedSecret))
}

/// The key of an item or of a cache, as long as a trace's identifier or a hash.
fn is_hash(text: &[u8]) -> bool {
    matches!(text.len(), 32 | 40 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

/// Whether `name`, in lower case, and one sign stand at the end.
fn ends_with_word(text: &[u8], name: &[u8]) -> bool {
    let end = text.len().saturating_sub(1);
    let start = end.checked_sub(name.len());
    start.is_some_and(|start| text[start..end].eq_ignore_ascii_case(name))
}

/// `cvv 123`, `PIN: 4711`: digits after the name of such a code.
pub(super) fn named_code(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let name = &bytes[word.clone()];
    let least = LEAST_DIGITS.iter().find(|(code, _)| name.eq_ignore_ascii_case(code))?.1;
    let sign = usize::from(matches!(bytes.get(word.end), Some(b':' | b'=' | b'#')));
    let start = word.end + sign + usize::from(bytes.get(word.end + sign) == Some(&b' '));
    let end = run_end(bytes, start, |byte| byte.is_ascii_digit());
    let code = start > word.end && (least..=8).contains(&(end - start)) && !goes_on(bytes, end);
    code.then(|| Step::found(start..end, Rule::SecurityCode))
}

/// `curl -u name:password`. What is all digits is a user and a group of a system.
pub(super) fn user_option(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let is_option = matches!(&bytes[word.clone()], b"u" | b"user") && before(bytes, word.start) == Some(b'-');
    if !is_option || bytes.get(word.end) != Some(&b' ') {
        return None;
    }
    let start = word.end + 1;
    let end = run_end(bytes, start, |byte| byte.is_ascii_graphic() && !b"\"'`".contains(&byte));
    let value = &bytes[start..end];
    let password = value.iter().position(|byte| *byte == b':').map(|sign| &value[sign + 1..])?;
    let secret = password.len() > 1 && !password.iter().all(u8::is_ascii_digit) && value[0] != b'[';
    secret.then(|| Step::found(start..end, Rule::Authorization))
}

/// `Jane Doe <jane@example.com>`: the words before an address in angle brackets, which is at `at`.
pub(super) fn display_name(bytes: &[u8], at: usize) -> Option<Step> {
    let end = at.checked_sub(1).filter(|end| bytes[*end] == b' ')?;
    if !email::is_bracketed(bytes, at) {
        return None;
    }
    let start = name_start(bytes, end);
    let found = (start < end).then(|| Step::found(start..end, Rule::DisplayName))?;
    Some(Step { next: at + 1, ..found })
}

/// Goes back over words with a capital or from another script.
fn name_start(bytes: &[u8], end: usize) -> usize {
    let earliest = end.saturating_sub(DISPLAY_NAME);
    let mut start = end;
    loop {
        let piece = &bytes[earliest..start];
        let word = piece.iter().rposition(|byte| *byte == b' ' || b"=:,;<>()[]{}".contains(byte));
        let word_start = word.map_or(earliest, |space| earliest + space + 1);
        if word_start == start && before(bytes, start) != Some(b' ') {
            // Only the space after a sign is left.
            return (start + usize::from(bytes[start] == b' ')).min(end);
        }
        let Some(first) = bytes[word_start..start].first() else { return start.min(end) };
        if !(first.is_ascii_uppercase() || !first.is_ascii() || matches!(first, b'"' | b'\'')) {
            return (start + 1).min(end);
        }
        start = word_start;
        if before(bytes, start) != Some(b' ') || start <= earliest {
            return start;
        }
        start -= 1;
    }
}
