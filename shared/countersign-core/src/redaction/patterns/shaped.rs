//! Tokens whose makers are not known, and hashes of passwords, by how they are built.

use std::ops::Range;

use super::{
    Step,
    bytes::{before, run_end, starts},
};
use crate::redaction::{
    fields::{self, Field},
    rule::Rule,
};

/// The least random characters behind a word and an underscore.
const SHORTEST: usize = 20;

/// The longest words before them.
const LONGEST_NAME: usize = 24;

/// Words with which identifiers begin that open nothing: those of orders, payments, events and jobs.
const ITEMS: [&str; 51] = [
    "acct", "asst", "ba", "batch", "build", "call", "card", "ch", "chatcmpl", "conv", "cus", "dp", "dpl",
    "evt", "fee", "file", "fn", "ii", "il", "img", "in", "inv", "item", "job", "li", "link", "msg", "org",
    "pi", "pm", "po", "price", "prj", "prod", "py", "re", "req", "resp", "run", "seti", "si", "src", "sub",
    "task", "team", "tr", "trace", "txn", "upload", "user", "usr",
];

/// Names of ways to hash a password, as they stand between dollar signs.
const HASHES: [&[u8]; 15] = [
    b"1",
    b"2a",
    b"2b",
    b"2x",
    b"2y",
    b"5",
    b"6",
    b"7",
    b"H",
    b"P",
    b"argon2d",
    b"argon2i",
    b"argon2id",
    b"scrypt",
    b"y",
];

/// A token that is this word, or begins with it.
pub(super) fn at_word(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    password_hash(bytes, word)
        .or_else(|| fixed(bytes, word))
        .or_else(|| bot(bytes, word.start + if starts(bytes, word.start, b"bot") { 3 } else { 0 }))
        .or_else(|| behind_underscore(bytes, word))
}

/// A token that begins with a digit.
pub(super) fn at_digit(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    match word.len() {
        1 | 2 => password_hash(bytes, word).or_else(|| refresh(bytes, word.start)),
        8..=10 => bot(bytes, word.start),
        32 => data_center(bytes, word),
        _ => None,
    }
}

/// `$2y$10$…`, `$P$B…`: the hash of a password.
fn password_hash(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    let between = before(bytes, word.start) == Some(b'$') && bytes.get(word.end) == Some(&b'$');
    if !between || !HASHES.contains(&&bytes[word.clone()]) {
        return None;
    }
    let in_hash = |byte: u8| byte.is_ascii_alphanumeric() || b"./$,=+-".contains(&byte);
    let end = run_end(bytes, word.end, in_hash);
    (end - word.end >= SHORTEST).then(|| Step::found(word.start - 1..end, Rule::Token))
}

/// `123456789:AA…`: who has it speaks as the bot.
fn bot(bytes: &[u8], at: usize) -> Option<Step> {
    let sign = run_end(bytes, at, |byte| byte.is_ascii_digit());
    if !(8..=10).contains(&(sign - at)) || !starts(bytes, sign, b":AA") {
        return None;
    }
    let end = run_end(bytes, sign + 1, in_token);
    (end - sign >= 30).then(|| Step::found(at..end, Rule::Token))
}

/// `1//0…`: what a new token is asked for with.
fn refresh(bytes: &[u8], at: usize) -> Option<Step> {
    let end = if starts(bytes, at, b"1//0") { run_end(bytes, at + 4, in_token) } else { at };
    (end - at >= 34).then(|| Step::found(at..end, Rule::Token))
}

/// `SK` and 32 digits, `key-` and 32 digits, 32 digits and `-us12`, `pat` and two random parts.
fn fixed(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    let text = &bytes[word.clone()];
    let hex = |at: usize| run_end(bytes, at, |byte| byte.is_ascii_hexdigit()) - at;
    let end = match text {
        b"key" if starts(bytes, word.end, b"-") && hex(word.end + 1) == 32 => word.end + 33,
        [b'S', b'K', ..] if text.len() == 34 && hex(word.start + 2) >= 32 => word.end,
        [b'p', b'a', b't', ..] if text.len() == 17 && starts(bytes, word.end, b".") => {
            Some(run_end(bytes, word.end + 1, in_token)).filter(|end| end - word.end > 40)?
        }
        _ => return data_center(bytes, word),
    };
    Some(Step::found(word.start..end, Rule::Token))
}

/// 32 digits, a dash and the name of a data center.
fn data_center(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    if word.len() != 32 || !starts(bytes, word.end, b"-us") {
        return None;
    }
    let end = run_end(bytes, word.end + 3, |byte| byte.is_ascii_digit());
    let hex = bytes[word.clone()].iter().all(u8::is_ascii_hexdigit);
    (hex && (1..=2).contains(&(end - word.end - 3))).then(|| Step::found(word.start..end, Rule::Token))
}

/// `live_…`, `acme_api_…`: words in lower case, an underscore, and letters of both cases mixed with digits.
fn behind_underscore(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    let text = &bytes[word.clone()];
    if text.len() <= SHORTEST {
        return None;
    }
    let sign = text.iter().take(LONGEST_NAME).rposition(|byte| *byte == b'_')?;
    let name = std::str::from_utf8(&text[..sign]).ok()?;
    let body = &text[sign + 1..];
    let is_name = name.len() >= 2
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let mut words = name.split('_');
    if !is_name || !is_scrambled(body) || words.any(|word| ITEMS.contains(&word) || is_id(word)) {
        return None;
    }
    Some(Step::found(word.start..run_end(bytes, word.end, in_token), Rule::Token))
}

fn is_id(word: &str) -> bool {
    fields::field(word.as_bytes()) == Field::Id
}

/// Letters of both cases and digits that follow each other without the order that words have.
fn is_scrambled(text: &[u8]) -> bool {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    let has = |wanted: u8| text.iter().filter(|byte| class(**byte) == wanted).count();
    let changes = text.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count();
    text.len() >= SHORTEST
        && text.iter().all(u8::is_ascii_alphanumeric)
        && has(0) > 0
        && has(1) > 0
        && has(2) > 0
        && (changes * 2 >= text.len() || changes * 3 >= text.len() && has(0) >= 3)
}

fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
