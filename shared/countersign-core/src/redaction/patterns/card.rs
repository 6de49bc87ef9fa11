//! Numbers of payment cards.

use std::ops::Range;

use super::{
    Step,
    bytes::{before, goes_on},
    context::Context,
    digits::Groups,
};
use crate::redaction::{luhn, rule::Rule};

/// How many digits a card's number has.
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;

/// A number of 12 to 19 digits in one or more groups that a card can have.
pub(super) fn in_groups(bytes: &[u8], groups: &Groups, context: Context, row: bool) -> Option<Step> {
    (1..=groups.count())
        .rev()
        .filter(|count| LENGTHS.contains(&groups.digits(*count)))
        .find(|count| is_card(bytes, groups, *count, context, row))
        .and_then(|count| groups.range(count))
        .map(|range| Step::found(range, Rule::Card))
}

/// Single digits with single signs between them: `4 2 4 2 …`.
pub(super) fn spelled_out(bytes: &[u8], at: usize) -> Option<Step> {
    let sign = *bytes.get(at + 1).filter(|sign| b" -.".contains(sign))?;
    let pairs = |place: &usize| {
        bytes.get(*place).is_some_and(u8::is_ascii_digit)
            && !bytes.get(place + 1).is_some_and(u8::is_ascii_digit)
    };
    let mut digits = [0; 20];
    let mut count = 0;
    let mut end = at;
    for place in (at..).step_by(2).take_while(pairs) {
        if let Some(digit) = digits.get_mut(count) {
            *digit = bytes[place] - b'0';
        }
        count += 1;
        end = place + 1;
        if bytes.get(end) != Some(&sign) {
            break;
        }
    }
    let card = LENGTHS.contains(&count) && luhn::is_valid(&digits[..count]) && !goes_on(bytes, end);
    let found = card.then(|| Step::found(at..end, Rule::Card));
    // A long run was looked at as a whole; a short one may be the beginning of something else.
    found.or_else(|| (count >= 8).then(|| Step::on(end)))
}

fn is_card(bytes: &[u8], groups: &Groups, count: usize, context: Context, row: bool) -> bool {
    let (Some(range), mut digits) = (groups.range(count), [0; 20]) else { return false };
    let placed = match count {
        1 => stands_alone(bytes, &range) && !context.id,
        _ => is_grouped(bytes, groups, count, row),
    };
    if !placed || goes_on(bytes, range.end) {
        return false;
    }
    let digits = groups.copy(bytes, count, &mut digits);
    digits.is_some_and(|digits| (context.card() || has_brand(digits)) && luhn::is_valid(digits))
}

/// Not the decimals of an amount, nor a piece of an ARN or of another name.
fn stands_alone(bytes: &[u8], range: &Range<usize>) -> bool {
    let beside = |byte: Option<u8>| matches!(byte, Some(b':'));
    let decimals = before(bytes, range.start) == Some(b'.')
        && before(bytes, range.start - 1).is_some_and(|byte| byte.is_ascii_digit());
    let in_a_name = beside(before(bytes, range.start)) && beside(bytes.get(range.end).copied());
    !decimals && !in_a_name
}

/// As cards print them, or at least in even groups with one sign throughout and no others beside them.
fn is_grouped(bytes: &[u8], groups: &Groups, count: usize, row: bool) -> bool {
    const PRINTED: [&[usize]; 8] = [
        &[4, 4, 4, 4],
        &[4, 6, 5],
        &[4, 6, 4],
        &[4, 4, 4, 4, 3],
        &[4, 4, 4],
        &[4, 4, 5],
        &[6, 13],
        &[4, 4, 4, 4, 2],
    ];
    let is = |lengths: &&[usize]| {
        lengths.len() == count
            && lengths.iter().enumerate().all(|(place, length)| groups.len_of(place) == *length)
    };
    let sign = groups.separator(bytes, 1);
    let one_sign = (1..count).all(|place| groups.separator(bytes, place) == sign) && sign.len() == 1;
    let even = one_sign
        && !row
        && count == groups.count()
        && (0..count - 1).all(|place| (2..=8).contains(&groups.len_of(place)));
    PRINTED.iter().any(is) || even
}

/// Whether a card with these first digits can have this length (ISO/IEC 7812 ranges in use).
pub(super) fn has_brand(digits: &[u8]) -> bool {
    let first =
        |count: usize| digits.iter().take(count).fold(0, |value, digit| value * 10 + u32::from(*digit));
    let length = digits.len();
    match first(2) {
        40..=49 => matches!(length, 13 | 16..=19),
        34 | 37 => length == 15,
        30 | 36 | 38 | 39 => (14..=19).contains(&length),
        50 | 56..=69 => true,
        51..=55 | 22..=27 => length == 16,
        35 | 20 => (15..=19).contains(&length),
        18 | 21 => length == 15 && matches!(first(4), 1800 | 2131),
        81 | 82 => (16..=19).contains(&length),
        97 => first(4) == 9792 && length == 16,
        6 => first(4) == 604 && length == 12,
        _ => false,
    }
}
