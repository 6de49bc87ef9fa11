//! Numbers of cards with other signs between their groups than people write, or with letters beside them.

use std::ops::Range;

use super::{
    Step, Text,
    bytes::{before, goes_on, run_end},
    card::has_brand,
    context,
};
use crate::redaction::{
    fields::{self, Field},
    luhn,
    rule::Rule,
};

/// ` - ` and its like are shorter.
const LONGEST_SIGN: usize = 5;

/// The groups of a card, as it prints them.
const PRINTED: [&[usize]; 3] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 4, 4, 4, 3]];

/// Words in front of a number that is joined to them, in lower case, behind which it is no card's.
const ITEMS: [&[u8]; 9] = [b"inv", b"ord", b"po", b"ret", b"rma", b"shp", b"so", b"trk", b"z"];

/// The longest row of signs on a card's magnetic stripe.
const STRIPE: usize = 80;

/// Groups with one and the same sign between them, whatever it is: `4242_4242_…`, `4242 - 4242 - …`.
pub(super) fn printed(text: &Text<'_>, at: usize) -> Option<Step> {
    let bytes = text.bytes;
    let first = digits_end(bytes, at);
    if first - at != 4 || before(bytes, at).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = &bytes[first..bytes.len().min(first + LONGEST_SIGN + 1)];
    let sign = &rest[..rest.iter().position(u8::is_ascii_alphanumeric)?];
    // Those that people write are looked at with all other numbers.
    if sign.is_empty() || matches!(sign, b" " | b"-" | b".") {
        return None;
    }
    let (mut digits, mut lengths, mut count, mut total, mut end) = ([0; 20], [0; 6], 0, 0, at);
    while let Some(length) = lengths.get_mut(count) {
        let start = end + if count == 0 { 0 } else { sign.len() };
        let group = digits_end(bytes, start).saturating_sub(start);
        if !(1..=6).contains(&group) || count > 0 && bytes[end..start] != *sign {
            break;
        }
        let target = digits.get_mut(total..total + group)?;
        target.iter_mut().zip(&bytes[start..]).for_each(|(digit, byte)| *digit = byte - b'0');
        (*length, count, total, end) = (group, count + 1, total + group, start + group);
    }
    let card = PRINTED.contains(&&lengths[..count])
        && !goes_on(bytes, end)
        && !is_in_row(bytes, at, sign)
        && is_card(&digits[..total])
        && std::str::from_utf8(sign).is_ok_and(|sign| !sign.contains(char::is_alphanumeric));
    let is_id = || text.id || context::of(bytes, at).id;
    (card && !is_id()).then(|| Step::found(at..end, Rule::Card))
}

/// `card4242…`, `4242…EUR`, `4242…_1`: one long number in a word, with letters or an underscore beside it.
pub(super) fn in_word(text: &Text<'_>, word: Range<usize>) -> Option<Step> {
    let bytes = text.bytes;
    if word.len() < 16 {
        return None;
    }
    let start = run_end(&bytes[..word.end], word.start, |byte| !byte.is_ascii_digit());
    let end = digits_end(&bytes[..word.end], start);
    let mut digits = [0; 16];
    let digits = digits.get_mut(..end.checked_sub(start)?).filter(|digits| digits.len() >= 15)?;
    digits.iter_mut().zip(&bytes[start..end]).for_each(|(digit, byte)| *digit = byte - b'0');
    let (head, tail) = (&bytes[word.start..start], &bytes[end..word.end]);
    let plain = !tail.iter().any(u8::is_ascii_digit) || tail.starts_with(b"_");
    if !plain || is_name_of_item(head) || !is_usual(digits) || !is_card(digits) {
        return None;
    }
    let is_id = text.id || before(bytes, word.start) == Some(b'/') || context::of(bytes, word.start).id;
    (!is_id).then(|| Step::found(start..stripe_end(bytes, end), Rule::Card))
}

/// Whether what is joined to a number says that it counts things.
fn is_name_of_item(head: &[u8]) -> bool {
    head.len() > 8
        || head.ends_with(b"_") && head != b"_"
        || ITEMS.iter().any(|item| head.eq_ignore_ascii_case(item))
        || fields::field(head) == Field::Id
}

/// The large brands and their usual lengths: a word with a number in it has seldom to do with cards.
fn is_usual(digits: &[u8]) -> bool {
    let second = digits[1];
    match (digits[0], digits.len()) {
        (3, 15) => matches!(second, 4 | 7),
        (4, 16) => true,
        (5, 16) => (1..=5).contains(&second),
        (2, 16) => (2..=7).contains(&second),
        (6, 16) => matches!(second, 0 | 2 | 4 | 5),
        _ => false,
    }
}

fn is_card(digits: &[u8]) -> bool {
    has_brand(digits) && luhn::is_valid(digits)
}

/// Whether more numbers with this sign stand before the first.
fn is_in_row(bytes: &[u8], at: usize, sign: &[u8]) -> bool {
    bytes[..at].strip_suffix(sign).is_some_and(|row| row.last().is_some_and(u8::is_ascii_digit))
}

/// `4242…^DOE/JANE^2812101…?`: the name and the rest of the stripe, where one is written behind the number.
fn stripe_end(bytes: &[u8], end: usize) -> usize {
    let rest = &bytes[end..bytes.len().min(end + STRIPE)];
    let name = rest.strip_prefix(b"^").and_then(|rest| rest.iter().position(|byte| b"^\n\"".contains(byte)));
    let Some(name) = name.filter(|name| rest[1 + name] == b'^') else { return end };
    run_end(bytes, end + name + 2, |byte| byte.is_ascii_alphanumeric())
}

fn digits_end(bytes: &[u8], at: usize) -> usize {
    run_end(bytes, at, |byte| byte.is_ascii_digit())
}
