//! Tokens, keys and everything else that opens a door.

use std::ops::Range;

use super::{
    Step, base64,
    bytes::{before, run_end, starts},
    prefixes, shaped,
};
use crate::redaction::{fields::is_mixed, rule::Rule};

/// No token is shorter that stands in one word.
pub(super) const SHORTEST: usize = 16;

/// Schemes of `Authorization` headers, in lower case.
const SCHEMES: [&[u8]; 4] = [b"basic", b"bearer", b"token", b"negotiate"];

/// What was looked at already: dashes part words, but not the parts of a JSON Web Token.
#[derive(Default)]
pub(super) struct Tokens {
    /// No such token begins before this place.
    no_jwt_before: usize,
    /// No credentials begin before this place.
    no_credentials_before: usize,
}

impl Tokens {
    /// A token that begins with this word, or the credentials after it.
    pub(super) fn at_word(&mut self, bytes: &[u8], word: Range<usize>) -> Option<Step> {
        prefixed(bytes, word.start)
            .or_else(|| shaped::at_word(bytes, &word))
            .or_else(|| shopify(bytes, word.start))
            .or_else(|| self.jwt(bytes, word.start))
            .or_else(|| self.credentials(bytes, word))
    }

    /// Three parts with dots between them, the first of which is JSON in base64; the last is empty where nothing is
    /// signed. Where a run of signs is none from its beginning, it is none from further on.
    fn jwt(&mut self, bytes: &[u8], at: usize) -> Option<Step> {
        if at < self.no_jwt_before || !starts(bytes, at, b"eyJ") {
            return None;
        }
        let part = |from: usize| {
            run_end(bytes, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        let first = part(at);
        let second = if bytes.get(first) == Some(&b'.') { part(first + 1) } else { first };
        // Where the key is agreed on beforehand, the second part is empty.
        let signed = bytes.get(second) == Some(&b'.') && second - first >= 5;
        let sealed =
            second == first + 1 && part(second + 1) - second >= 8 && bytes[second..].starts_with(b".");
        if first - at < 10 || !signed && !sealed {
            self.no_jwt_before = first;
            return None;
        }
        Some(Step::found(at..run_end(bytes, second, is_token), Rule::Jwt))
    }

    /// What follows the name of a scheme, if it looks like credentials rather than a sentence.
    fn credentials(&mut self, bytes: &[u8], word: Range<usize>) -> Option<Step> {
        let scheme = SCHEMES.iter().find(|scheme| bytes[word.clone()].eq_ignore_ascii_case(scheme))?;
        let sign = usize::from(matches!(bytes.get(word.end), Some(b':' | b'+')));
        let spaces =
            bytes[word.end + sign..].iter().take(2).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = word.end + sign + spaces;
        if start == word.end || start < self.no_credentials_before {
            return None;
        }
        let end = run_end(bytes, start, |byte| is_token(byte) || byte == b'~');
        let text = std::str::from_utf8(&bytes[start..end]).ok()?;
        let long = text.len() >= 16 && (text.ends_with('=') || *scheme == b"bearer");
        let credentials = text.len() >= 8 && (is_mixed(text) || long)
            || *scheme == b"basic" && base64::is_user_and_password(text);
        if !credentials {
            self.no_credentials_before = end;
            return None;
        }
        Some(Step::found(start..end, Rule::Authorization))
    }
}

fn prefixed(bytes: &[u8], at: usize) -> Option<Step> {
    let (prefix, least) = prefixes::of(&bytes[at..])?;
    let body = at + prefix;
    let end = run_end(bytes, body, is_token);
    (end - body >= least).then(|| Step::found(at..end, Rule::Token))
}

/// `shpat_…` and its growing family.
fn shopify(bytes: &[u8], at: usize) -> Option<Step> {
    if !starts(bytes, at, b"shp") {
        return None;
    }
    let kind = run_end(bytes, at + 3, |byte| byte.is_ascii_lowercase());
    let end = run_end(bytes, kind + 1, |byte| byte.is_ascii_alphanumeric());
    let token = (2..=4).contains(&(kind - at - 3)) && bytes.get(kind) == Some(&b'_') && end - kind > 16;
    token.then(|| Step::found(at..end, Rule::Token))
}

/// A private key in PEM, to the end of it or of the text.
pub(super) fn private_key(bytes: &[u8], at: usize) -> Option<Step> {
    const LONGEST_LABEL: usize = 40;
    if !starts(bytes, at, b"-----BEGIN ") || before(bytes, at) == Some(b'-') {
        return None;
    }
    let label = &bytes[at + 11..(at + 11 + LONGEST_LABEL).min(bytes.len())];
    let private = label.windows(b"PRIVATE KEY".len()).any(|window| window == b"PRIVATE KEY");
    if !private {
        return None;
    }
    let end = find(bytes, at, b"-----END ").and_then(|end| find(bytes, end + 9, b"-----"));
    Some(Step::found(at..end.map_or(bytes.len(), |end| end + 5), Rule::PrivateKey))
}

fn find(bytes: &[u8], from: usize, text: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(text.len()).position(|window| window == text).map(|at| from + at)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=' | b'$')
}
