//! E-mail addresses.

use super::{
    Step,
    bytes::{before, run_end},
};
use crate::redaction::rule::Rule;

/// The longest first half (RFC 5321), in bytes.
const LOCAL: usize = 64;

/// The longest domain.
const DOMAIN: usize = 253;

/// An address around the `@` at `at`: both halves in letters of any script, the first also in quotation marks.
pub(super) fn at_sign(bytes: &[u8], at: usize) -> Option<Step> {
    let end = domain_end(bytes, at + 1)?;
    let start = quoted_start(bytes, at).or_else(|| local_start(bytes, at))?;
    let start = (start..at).find(|start| !(0x80..0xC0).contains(&bytes[*start]))?;
    // The address of a repository, not of anybody.
    if bytes[start..at] == *b"git" && bytes.get(end) == Some(&b':') {
        return None;
    }
    Some(Step::found(start..end, Rule::Email))
}

fn quoted_start(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = at.checked_sub(1).filter(|quote| bytes[*quote] == b'"')?;
    let earliest = quote.saturating_sub(LOCAL);
    let inside = &bytes[earliest..quote];
    // Where the quotation mark that opens it is lost, whatever can be a name belongs to it.
    let opening = inside.iter().rposition(|byte| b"\"{}[]()<>:=\n,".contains(byte));
    let start = opening.map_or(earliest, |at| earliest + at + usize::from(inside[at] != b'"'));
    (quote > start + 1).then_some(start)
}

fn local_start(bytes: &[u8], at: usize) -> Option<usize> {
    let reach = &bytes[at.saturating_sub(LOCAL)..at];
    let ends = |byte: &u8| byte.is_ascii() && !is_local(char::from(*byte));
    let start = at - reach.len() + reach.iter().rposition(ends).map_or(0, |end| end + 1);
    let local = text(bytes, start, at);
    let mut start = tail(local, is_local);
    if start == local.len() {
        start = tail(local, char::is_alphanumeric);
    }
    let leading = |c: char| !c.is_alphanumeric() && c != '_' && c != '+';
    let local = local[start..].trim_start_matches(leading);
    (!local.is_empty()).then_some(at - local.len())
}

/// Where the longest end of `text` begins that holds only accepted characters.
fn tail(text: &str, accept: fn(char) -> bool) -> usize {
    text.char_indices().rev().take_while(|(_, c)| accept(*c)).last().map_or(text.len(), |(start, _)| start)
}

fn is_local(c: char) -> bool {
    // A byte that was no text is part of a word all the same.
    is_letter(c)
        || c.is_ascii_digit()
        || c == char::REPLACEMENT_CHARACTER
        || "._+-'%!#$*^~&=".contains(c) && c != '=' && c != '&'
}

/// Letters of alphabets; those of scripts without spaces would take the sentence around the address along.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (('\u{c0}'..'\u{530}').contains(&c) && c.is_alphabetic())
}

/// Labels with at least one dot between them; the last has two letters or more.
fn domain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let in_domain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | 0x80..);
    let end = run_end(&bytes[..(start + DOMAIN).min(bytes.len())], start, in_domain);
    let domain = text(bytes, start, end);
    let (mut end, mut labels) = (0, 0);
    loop {
        let length = label_length(&domain[end..]);
        let last = &domain[end..end + length];
        if length == 0 {
            break;
        }
        end += length;
        labels += 1;
        let more = domain[end..].strip_prefix('.').is_some_and(|rest| label_length(rest) > 0);
        if !more {
            let named = last.chars().count() >= 2 && !last.chars().all(|c| c.is_ascii_digit());
            return (labels > 1 && named).then_some(start + end);
        }
        end += 1;
    }
    None
}

fn label_length(text: &str) -> usize {
    let plain = |c: char| is_letter(c) || c.is_ascii_digit() || c == '-' || c == '_';
    let accept: &dyn Fn(char) -> bool = match text.chars().next() {
        Some(first) if plain(first) => &plain,
        _ => &|c: char| c.is_alphanumeric(),
    };
    text.char_indices().find(|(_, c)| !accept(*c)).map_or(text.len(), |(end, _)| end)
}

/// The part of a text between two offsets, moved inward to whole characters.
fn text(bytes: &[u8], mut start: usize, mut end: usize) -> &str {
    let inside = |at: usize| at < bytes.len() && (0x80..0xC0).contains(&bytes[at]);
    while start < end && inside(start) {
        start += 1;
    }
    while end > start && inside(end) {
        end -= 1;
    }
    std::str::from_utf8(&bytes[start..end]).unwrap_or_default()
}

/// Whether an address in angle brackets follows at `at`.
pub(super) fn is_bracketed(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let inside = rest.iter().take(LOCAL + 1 + DOMAIN).position(|byte| matches!(byte, b'>' | b'<' | b'\n'));
    let Some(length) = inside.filter(|length| rest[*length] == b'>') else { return false };
    let sign = rest[..length].iter().position(|byte| *byte == b'@');
    sign.is_some_and(|sign| sign > 0 && domain_end(bytes, at + 2 + sign).is_some())
        && before(bytes, at).is_some()
}
