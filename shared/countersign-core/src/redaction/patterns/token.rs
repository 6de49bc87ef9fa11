//! Tokens, keys and everything else that opens a door.

use std::ops::Range;

use super::{
    Step, base64,
    bytes::{before, run_end, starts},
};
use crate::redaction::{fields::is_mixed, rule::Rule};

/// No token is shorter that stands in one word.
pub(super) const SHORTEST: usize = 16;

/// How a maker's tokens begin, by first letter, and the least that must follow for them to be one.
const PREFIXES: [(&str, usize); 41] = [
    ("AKIA", 12),
    ("ASIA", 12),
    ("ABIA", 12),
    ("ACCA", 12),
    ("AIza", 30),
    ("FwoGZXIvYXdz", 40),
    ("IQoJb3JpZ2lu", 40),
    ("SG.", 30),
    ("ck_", 20),
    ("cs_", 20),
    ("dop_v1_", 30),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("hvs.", 20),
    ("npm_", 30),
    ("pk_live_", 10),
    ("pk_test_", 10),
    ("pypi-", 30),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("sq0atp-", 20),
    ("sq0csp-", 30),
    ("sk-", 20),
    ("wc_order_", 8),
    ("whsec_", 16),
    ("whpk_", 16),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxe-", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xapp-", 10),
    ("ya29.", 20),
];

/// Where the prefixes of each letter stand.
static BY_LETTER: [(usize, usize); 256] = {
    let mut table = [(0, 0); 256];
    let mut at = 0;
    while at < PREFIXES.len() {
        let letter = PREFIXES[at].0.as_bytes()[0] as usize;
        let (from, to) = table[letter];
        let from = if to == 0 { at } else { from };
        table[letter] = (from, at + 1);
        at += 1;
    }
    table
};

/// Schemes of `Authorization` headers, in lower case.
const SCHEMES: [&[u8]; 4] = [b"basic", b"bearer", b"token", b"negotiate"];

/// What was looked at already: dashes part words, but not the parts of a JSON Web Token.
#[derive(Default)]
pub(super) struct Tokens {
    /// No such token begins before this place.
    no_jwt_before: usize,
}

impl Tokens {
    /// A token that begins with this word, or the credentials after it.
    pub(super) fn at_word(&mut self, bytes: &[u8], word: Range<usize>) -> Option<Step> {
        prefixed(bytes, word.start)
            .or_else(|| shopify(bytes, word.start))
            .or_else(|| self.jwt(bytes, word.start))
            .or_else(|| credentials(bytes, word))
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
        if bytes.get(second) != Some(&b'.') || first - at < 10 || second - first < 5 {
            self.no_jwt_before = first;
            return None;
        }
        Some(Step::found(at..run_end(bytes, second, is_token), Rule::Jwt))
    }
}

fn prefixed(bytes: &[u8], at: usize) -> Option<Step> {
    let (from, to) = BY_LETTER[usize::from(bytes[at])];
    let of_this_letter = &PREFIXES[from..to];
    let (prefix, least) = of_this_letter.iter().find(|(prefix, _)| starts(bytes, at, prefix.as_bytes()))?;
    let body = at + prefix.len();
    let end = run_end(bytes, body, is_token);
    (end - body >= *least).then(|| Step::found(at..end, Rule::Token))
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

/// What follows the name of a scheme, if it looks like credentials rather than a sentence.
fn credentials(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let scheme = SCHEMES.iter().find(|scheme| bytes[word.clone()].eq_ignore_ascii_case(scheme))?;
    let sign = usize::from(matches!(bytes.get(word.end), Some(b':' | b'+')));
    let spaces =
        bytes[word.end + sign..].iter().take(2).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let start = word.end + sign + spaces;
    let end = run_end(bytes, start, |byte| is_token(byte) || byte == b'~');
    let text = std::str::from_utf8(&bytes[start..end]).ok()?;
    let long = text.len() >= 16 && (text.ends_with('=') || *scheme == b"bearer");
    let credentials = text.len() >= 8 && (is_mixed(text) || long)
        || *scheme == b"basic" && base64::is_user_and_password(text);
    (start > word.end && credentials).then(|| Step::found(start..end, Rule::Authorization))
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
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=')
}
