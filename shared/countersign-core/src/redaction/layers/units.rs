//! The smallest pieces of each encoding.

use super::fold::{Reading, fold};
use crate::redaction::mask;

/// What stands at a place of a text: a character, or nothing that can be seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) means: Option<char>,
    /// How much of the text it takes up.
    pub(super) bytes: usize,
}

/// Entities that hide what patterns look for, with their semicolon.
const ENTITIES: [(&str, char); 14] = [
    ("amp;", '&'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("lt;", '<'),
    ("gt;", '>'),
    ("nbsp;", ' '),
    ("commat;", '@'),
    ("period;", '.'),
    ("plus;", '+'),
    ("colon;", ':'),
    ("equals;", '='),
    ("lowbar;", '_'),
    ("hyphen;", '-'),
    ("sol;", '/'),
];

/// A backslash escape of JSON, Rust, JavaScript or Python.
pub(super) fn escape(text: &str, at: usize) -> Option<Unit> {
    let rest = text.get(at..)?.strip_prefix('\\')?;
    let simple = |character| Some(Unit { means: Some(character), bytes: 2 });
    match *rest.as_bytes().first()? {
        byte @ (b'"' | b'\\' | b'/' | b'\'' | b'`') => simple(char::from(byte)),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'b' | b'f' => simple(' '),
        b'x' => hex(rest, 1..3).and_then(|value| unit(value, 4)),
        b'u' => braced(rest).or_else(|| utf16(rest)),
        _ => None,
    }
}

/// A unit of any encoding.
pub(super) fn any(text: &str, at: usize) -> Option<Unit> {
    match text.as_bytes().get(at)? {
        b'\\' => escape(text, at),
        b'%' => percent(text.as_bytes().get(at..)?),
        b'&' => entity(text.get(at + 1..)?),
        0x1B => Some(Unit { means: None, bytes: terminal(text.as_bytes(), at) }),
        _ => {
            let character = text.get(at..)?.chars().next()?;
            let bytes = character.len_utf8();
            match fold(character) {
                Reading::AsItself => None,
                Reading::As(character) => Some(Unit { means: Some(character), bytes }),
                Reading::AsNothing => Some(Unit { means: None, bytes }),
            }
        }
    }
}

/// How long a control sequence of a terminal is (`ESC [ 1 m`), or its escape character alone: a mask may stand behind it.
fn terminal(text: &[u8], at: usize) -> usize {
    let rest = text.get(at + 1..).filter(|rest| mask::length(rest).is_none());
    let Some(rest) = rest.and_then(|rest| rest.strip_prefix(b"[")) else { return 1 };
    let parameters = rest.iter().take(16).take_while(|byte| matches!(byte, b' '..=b'?')).count();
    let ends = rest.get(parameters).is_some_and(|byte| matches!(byte, b'@'..=b'~'));
    if ends { 3 + parameters } else { 1 }
}

fn unit(value: u32, bytes: usize) -> Option<Unit> {
    char::from_u32(value).map(|character| Unit { means: Some(character), bytes })
}

fn hex(text: &str, digits: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(digits)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all_hex { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// `u{1f600}`, as Rust and JavaScript write it.
fn braced(rest: &str) -> Option<Unit> {
    let end = rest.strip_prefix("u{")?.bytes().take(7).position(|byte| byte == b'}')?;
    unit(hex(rest, 2..2 + end)?, end + 4)
}

/// `u0040`, or two of them for a character beyond the first plane. Half of such a pair is no character, but an escape all
/// the same: what follows it must not be taken for text behind a lone backslash.
fn utf16(rest: &str) -> Option<Unit> {
    let high = hex(rest, 1..5)?;
    if !(0xD800..0xDC00).contains(&high) {
        return unit(high, 6).or_else(|| unit(u32::from(char::REPLACEMENT_CHARACTER), 6));
    }
    let low = rest.get(5..).and_then(|rest| hex(rest.strip_prefix("\\u")?, 0..4));
    match low {
        Some(low @ 0xDC00..0xE000) => unit(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12),
        _ => unit(u32::from(char::REPLACEMENT_CHARACTER), 6),
    }
}

/// One character of a percent encoding; none unless its bytes are UTF-8.
fn percent(rest: &[u8]) -> Option<Unit> {
    let mut bytes = [0; 4];
    let first = percent_byte(rest, 0)?;
    let length = super::width(first);
    for (place, byte) in bytes.iter_mut().take(length).enumerate() {
        *byte = percent_byte(rest, place)?;
    }
    let character = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    Some(Unit { means: Some(character), bytes: 3 * length })
}

fn percent_byte(rest: &[u8], place: usize) -> Option<u8> {
    let [b'%', high, low] = *rest.get(3 * place..3 * place + 3)? else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// What follows an ampersand: `#64;`, `#x40;` or a name.
fn entity(rest: &str) -> Option<Unit> {
    if let Some((name, character)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some(Unit { means: Some(*character), bytes: 1 + name.len() });
    }
    let end = rest.strip_prefix('#')?.bytes().take(8).position(|byte| byte == b';')?;
    let number = rest.get(1..=end)?;
    let value = match number.strip_prefix(['x', 'X']) {
        Some(digits) => hex(digits, 0..digits.len())?,
        None => number.parse().ok()?,
    };
    unit(value, end + 3)
}
