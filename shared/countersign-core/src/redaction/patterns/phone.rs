//! Telephone numbers.

use super::{
    Step, Text,
    bytes::{before, is_word},
    context::{self, Context},
    digits::{Groups, in_a_row},
};
use crate::redaction::rule::Rule;

/// How many digits a number has with its country code (ITU-T E.164).
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 7..=15;

/// How many digits a number has after the zero that begins it at home.
const NATIONAL: std::ops::RangeInclusive<usize> = 9..=12;

/// The fewest digits that are a number without another word or sign that says so.
const SHORTEST_BARE: usize = 9;

/// Lengths of groups in countries where no zero or bracket begins a number: North America, Spain, Poland, Brazil, Mexico,
/// China, France's neighbours.
const SHAPES: [&[usize]; 10] = [
    &[3, 3, 4],
    &[1, 3, 3, 4],
    &[3, 2, 2, 2],
    &[3, 3, 3],
    &[2, 3, 2, 2],
    &[2, 5, 4],
    &[3, 4, 4],
    &[2, 4, 4],
    &[5, 5],
    &[3, 3, 2, 2],
];

/// A number that begins with `+` or a bracket.
pub(super) fn at_sign(text: &Text<'_>, at: usize) -> Option<Step> {
    let bytes = text.bytes;
    if before(bytes, at).is_some_and(is_word) || !bytes.get(at + 1)?.is_ascii_digit() {
        return plus_in_bracket(text, at);
    }
    let groups = Groups::read(bytes, at + 1);
    let end = if bytes[at] == b'+' {
        if groups.count() == 0 || is_zone(bytes, &groups, at) {
            return None;
        }
        let count = longest(&groups, 0, |digits| INTERNATIONAL.contains(&digits))?;
        // `+1234567 bytes`: a change, unless a word says otherwise.
        let short = count == 1 && groups.len_of(0) < SHORTEST_BARE;
        if short && !context::of(bytes, at).phone() {
            return None;
        }
        count
    } else {
        let area = groups.count() > 1 && groups.separator(bytes, 1).starts_with(b")");
        let count = longest(&groups, 0, |digits| (8..=12).contains(&digits)).filter(|count| *count > 1)?;
        let context = context::of(bytes, at);
        (area && (2..=5).contains(&groups.len_of(0)) && !context.id).then_some(count)?
    };
    let range = groups.range(end)?;
    Some(Step::found(at..extension(bytes, range.end), Rule::Phone))
}

/// `+0100` behind a time, and no country's code begins with a zero.
fn is_zone(bytes: &[u8], groups: &Groups, at: usize) -> bool {
    let behind_time =
        before(bytes, at) == Some(b' ') && before(bytes, at - 1).is_some_and(|byte| byte.is_ascii_digit());
    bytes[at + 1] == b'0' || groups.len_of(0) == 4 && behind_time
}

/// `(+49) 30 …`.
fn plus_in_bracket(text: &Text<'_>, at: usize) -> Option<Step> {
    if text.bytes.get(at..at + 2)? != b"(+" {
        return None;
    }
    let step = at_sign(text, at + 1)?;
    let next = step.next;
    step.found.map(|found| Step { next, found: Some(super::Found { range: at..found.range.end, ..found }) })
}

/// A number that begins with a digit.
pub(super) fn in_groups(bytes: &[u8], groups: &Groups, context: Context) -> Option<Step> {
    // `sms:2025550143`.
    let start = groups.range(1)?.start;
    let in_scheme = before(bytes, start) == Some(b':')
        && before(bytes, start - 1).is_some_and(|byte| byte.is_ascii_alphabetic())
        && context.phone();
    if context.id || !(in_scheme || groups.begins(bytes)) || is_date(bytes, groups) {
        return None;
    }
    let count = international(bytes, groups)
        .or_else(|| named(bytes, groups, context))
        .or_else(|| trunk(bytes, groups))
        .or_else(|| shaped(bytes, groups))?;
    let range = groups.range(count)?;
    let end = extension(bytes, range.end);
    (end > range.end || groups.ends_at(bytes, count)).then(|| Step::found(range.start..end, Rule::Phone))
}

/// `00` and a country code.
fn international(bytes: &[u8], groups: &Groups) -> Option<usize> {
    let start = groups.range(1)?.start;
    let prefix = bytes[start..].starts_with(b"00") && bytes.get(start + 2).is_some_and(|byte| *byte != b'0');
    let spaced = groups.len_of(0) == 2 && groups.count() > 1;
    if !(prefix || spaced && bytes[start..].starts_with(b"00")) {
        return None;
    }
    longest(groups, 0, |digits| (10..=17).contains(&digits))
}

/// Whatever has enough digits, where a word says that it is one.
fn named(bytes: &[u8], groups: &Groups, context: Context) -> Option<usize> {
    // `text 1234567 bytes`, `nr 1234567`: such words also stand before what is counted.
    let plain =
        groups.count() == 1 && groups.len_of(0) < SHORTEST_BARE && bytes[groups.range(1)?.start] != b'0';
    if plain && !context.strong_phone() {
        return None;
    }
    let count = context.phone().then(|| longest(groups, 0, |digits| INTERNATIONAL.contains(&digits)))??;
    (groups.len_of(0) > 1).then_some(count)
}

/// A zero, and groups of digits.
fn trunk(bytes: &[u8], groups: &Groups) -> Option<usize> {
    let zero = bytes[groups.range(1)?.start] == b'0' && (2..=6).contains(&groups.len_of(0));
    let slash = (2..groups.count()).find(|place| groups.separator(bytes, *place).contains(&b'/'));
    let dots = (1..groups.count()).all(|place| groups.separator(bytes, place) != b". ");
    let short = groups.are(bytes, &[2, 2, 2, 2], b"-  ") || groups.are(bytes, &[2, 3, 3], b"- ");
    let least = if short { 8 } else { *NATIONAL.start() };
    let count = longest(groups, slash.unwrap_or(0), |digits| (least..=*NATIONAL.end()).contains(&digits))?;
    (zero && dots && count > 1).then_some(count)
}

/// Groups of well-known lengths with one sign between them.
fn shaped(bytes: &[u8], groups: &Groups) -> Option<usize> {
    let start = groups.range(1)?.start;
    // In a row of numbers, three of them are no number of their own.
    let amount =
        groups.len_of(0) == 3 && groups.len_of(1) == 3 && groups.count() == 3 && groups.len_of(2) == 3;
    let least = if amount { b'4' } else { b'1' };
    let begins = bytes[start] >= least && !in_a_row(bytes, start);
    let fits = |shape: &&&[usize]| {
        shape.len() <= groups.count()
            && shape.iter().enumerate().all(|(place, length)| groups.len_of(place) == *length)
            && (1..shape.len()).all(|place| b" -.".contains(&groups.separator(bytes, place)[0]))
            && !(shape.len() < groups.count()
                && groups.separator(bytes, shape.len()) == groups.separator(bytes, 1))
    };
    SHAPES.iter().find(fits).filter(|_| begins).map(|shape| shape.len())
}

/// The most groups, each of two digits or more after the first, that have an accepted number of digits.
fn longest(groups: &Groups, most: usize, accept: impl Fn(usize) -> bool) -> Option<usize> {
    let most = if most == 0 { groups.count() } else { most };
    // A single digit may be an area; further on, it counts something else.
    let belongs = |place: &usize| *place <= 2 || groups.len_of(*place) >= 2;
    let most = (1 + (1..most).take_while(belongs).count()).min(groups.count());
    let ends = |count: usize| count == 1 || groups.len_of(count - 1) >= 2;
    (1..=most).rev().find(|count| ends(*count) && accept(groups.digits(*count)))
}

/// `01.02.2026 …`, `31/12/1999 …`.
fn is_date(bytes: &[u8], groups: &Groups) -> bool {
    groups.count() >= 3
        && groups.len_of(0) <= 2
        && groups.len_of(1) <= 2
        && groups.len_of(2) == 4
        && (1900..2100).contains(&groups.value(2))
        && groups.value(0) <= 31
        && groups.separator(bytes, 1) == groups.separator(bytes, 2)
}

/// The end of `x123` or `ext. 123` after a number.
fn extension(bytes: &[u8], end: usize) -> usize {
    let rest = bytes.get(end..).unwrap_or_default();
    let names: [&[u8]; 7] = [b" ext. ", b" ext ", b" ext.", b"x", b" x", b";ext=", b" x "];
    let digits = |from: usize| rest[from..].iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    let found = names.iter().find(|name| rest.starts_with(name) && digits(name.len()) > 0);
    found.map_or(end, |name| end + name.len() + digits(name.len()))
}
