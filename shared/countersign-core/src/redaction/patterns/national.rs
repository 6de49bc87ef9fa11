//! Numbers by which states know people.

use std::ops::Range;

use super::{Step, bytes::goes_on, context, context::Context, digits::Groups, national_checks as checks};
use crate::redaction::rule::Rule;

/// A number with letters in it.
pub(super) fn at_word(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let text = &bytes[word.clone()];
    let shaped = match text.len() {
        9 => checks::is_spanish(text) || checks::is_british(text) || checks::is_spanish_foreigner(text),
        16 => checks::is_italian(text),
        _ => false,
    };
    if shaped {
        return Some(Step::found(word, Rule::NationalId));
    }
    spaced_british(bytes, &word).or_else(|| named_word(bytes, word))
}

/// `QQ 12 34 56 C`.
fn spaced_british(bytes: &[u8], word: &Range<usize>) -> Option<Step> {
    let text = bytes.get(word.start..word.start + 13).filter(|_| word.len() == 2)?;
    let shape = text.iter().enumerate().all(|(place, byte)| match place {
        0 | 1 | 12 => byte.is_ascii_uppercase(),
        2 | 5 | 8 | 11 => matches!(byte, b' ' | b'-'),
        _ => byte.is_ascii_digit(),
    });
    let end = word.start + 13;
    (shape && !goes_on(bytes, end)).then(|| Step::found(word.start..end, Rule::NationalId))
}

/// Letters and digits of any shape, where a word says what they are.
fn named_word(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    let text = &bytes[word.clone()];
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    if !(7..=18).contains(&text.len()) || digits < 5 || text.contains(&b'_') {
        return None;
    }
    let context = context::of(bytes, word.start);
    (context.national() && !context.id).then(|| Step::found(word, Rule::NationalId))
}

/// A number without letters.
pub(super) fn in_groups(bytes: &[u8], groups: &Groups, context: Context) -> Option<Step> {
    if context.id || !groups.begins(bytes) {
        return None;
    }
    let named = || if is_amount(bytes, groups) { None } else { named(groups, context) };
    let count = shaped(bytes, groups).or_else(|| bare(bytes, groups)).or_else(named)?;
    groups.range(count).map(|range| Step::found(range, Rule::NationalId))
}

/// `1234567.89`: digits behind a point, and nothing more.
fn is_amount(bytes: &[u8], groups: &Groups) -> bool {
    groups.count() >= 2
        && groups.separator(bytes, 1) == b"."
        && (groups.count() == 2 || groups.separator(bytes, 2) != b".")
        && groups.len_of(1) <= 2
}

/// Groups that only such numbers have.
fn shaped(bytes: &[u8], groups: &Groups) -> Option<usize> {
    let mut digits = [0; 20];
    let mut check = |lengths: &[usize], signs: &[u8], valid: fn(&[u8]) -> bool| {
        let fits = groups.are(bytes, lengths, signs) && groups.ends_at(bytes, lengths.len());
        let digits = fits.then(|| groups.copy(bytes, lengths.len(), &mut digits))??;
        valid(digits).then_some(lengths.len())
    };
    check(&[3, 2, 4], b"--", checks::is_american)
        .or_else(|| check(&[3, 3, 3, 2], b"..-", checks::is_brazilian))
        .or_else(|| check(&[4, 4, 4], b"  ", checks::is_indian))
        .or_else(|| check(&[4, 4, 4], b"--", checks::is_indian))
        .or_else(|| check(&[6, 4], b"-", checks::is_swedish))
        .or_else(|| check(&[8, 4], b"-", |digits| checks::is_swedish(&digits[2..])))
        .or_else(|| check(&[1, 2, 2, 2, 3, 3, 2], b"      ", checks::is_french))
        .or_else(|| check(&[3, 4, 4, 2], b"...", checks::is_swiss))
        .or_else(|| check(&[2, 3, 3, 3], b"   ", checks::is_german))
}

/// One group whose check digits and parts fit.
fn bare(bytes: &[u8], groups: &Groups) -> Option<usize> {
    let mut digits = [0; 20];
    let digits = matches!(groups.len_of(0), 11 | 15).then(|| groups.copy(bytes, 1, &mut digits))??;
    let known = match digits.len() {
        11 => checks::is_polish(digits) || checks::is_german(digits) || checks::is_brazilian(digits),
        15 => checks::is_french(digits),
        _ => false,
    };
    (known && groups.ends_at(bytes, 1)).then_some(1)
}

/// Six to fifteen digits, where a word says what they are.
fn named(groups: &Groups, context: Context) -> Option<usize> {
    let fits = |count: &usize| (6..=15).contains(&groups.digits(*count));
    context.national().then(|| (1..=groups.count()).rev().find(fits))?
}
