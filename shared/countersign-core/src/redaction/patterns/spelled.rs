//! E-mail addresses with their signs spelled out: `jane [at] example [dot] com`.

use super::{
    Step,
    bytes::{is_word, run_end},
};
use crate::redaction::rule::Rule;

const AT: [&[u8]; 2] = [b"[at]", b"(at)"];
const DOT: [&[u8]; 3] = [b"[dot]", b"(dot)", b"."];

/// The longest address that is looked for, on either side of its sign.
const REACH: usize = 128;

/// An address around the bracket at `at`.
pub(super) fn at_bracket(bytes: &[u8], at: usize) -> Option<Step> {
    let sign = *AT.iter().find(|sign| begins_with(&bytes[at..], sign))?;
    let end = domain_end(&bytes[..bytes.len().min(at + REACH)], at + sign.len())?;
    let start = local_start(bytes, at);
    (start < at).then(|| Step::found(start..end, Rule::Email))
}

fn domain_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut end = label_end(bytes, skip_space(bytes, from))?;
    let mut dots = 0;
    loop {
        let next = skip_space(bytes, end);
        let dot = DOT.iter().find(|dot| bytes.get(next..).is_some_and(|rest| begins_with(rest, dot)));
        let label = dot.and_then(|dot| label_end(bytes, skip_space(bytes, next + dot.len())));
        match label {
            Some(label) => (end, dots) = (label, dots + 1),
            None => return (dots > 0).then_some(end),
        }
    }
}

/// Goes back over words with dots, spelled out or not, between them.
fn local_start(bytes: &[u8], at: usize) -> usize {
    let earliest = at.saturating_sub(REACH);
    let mut start = word_start(bytes, earliest, trim_space(bytes, earliest, at));
    loop {
        let end = trim_space(bytes, earliest, start);
        let dot = DOT[..2].iter().find(|dot| ends_with(&bytes[earliest..end], dot));
        let Some(dot) = dot else { return start };
        let word = trim_space(bytes, earliest, end - dot.len());
        let more = word_start(bytes, earliest, word);
        if more == word {
            return start;
        }
        start = more;
    }
}

fn word_start(bytes: &[u8], earliest: usize, end: usize) -> usize {
    let part = |byte: &u8| is_word(*byte) || b".+-%'".contains(byte);
    earliest + bytes[earliest..end].iter().rposition(|byte| !part(byte)).map_or(0, |before| before + 1)
}

fn label_end(bytes: &[u8], at: usize) -> Option<usize> {
    let end = run_end(bytes, at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (end > at).then_some(end)
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + usize::from(bytes.get(at) == Some(&b' '))
}

fn trim_space(bytes: &[u8], earliest: usize, end: usize) -> usize {
    end - usize::from(end > earliest && bytes[end - 1] == b' ')
}

fn begins_with(bytes: &[u8], text: &[u8]) -> bool {
    bytes.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text))
}

fn ends_with(bytes: &[u8], text: &[u8]) -> bool {
    let start = bytes.len().checked_sub(text.len());
    start.is_some_and(|start| bytes[start..].eq_ignore_ascii_case(text))
}
