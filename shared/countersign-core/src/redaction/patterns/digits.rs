//! Runs of digits in groups, as people and programs write numbers.

use std::ops::Range;

use super::bytes::{before, is_word, run_end};
use crate::redaction::fields::{UUID, is_uuid};

/// More groups than any number has that is looked for.
const GROUPS: usize = 10;

/// More digits in one piece than any number has that is looked for.
const DIGITS: usize = 20;

/// The groups of digits from a place on, each with at most two separators before it.
pub(super) struct Groups {
    ranges: [(usize, usize); GROUPS],
    count: usize,
    values: [u32; GROUPS],
}

impl Groups {
    /// Reads groups from the digit at `at` on. A group that a letter touches ends the run before it.
    pub(super) fn read(bytes: &[u8], at: usize) -> Self {
        let mut groups = Self { ranges: [(0, 0); GROUPS], count: 0, values: [0; GROUPS] };
        let mut start = at;
        while groups.count < GROUPS {
            let end = run_end(bytes, start, |byte| byte.is_ascii_digit());
            let touched = bytes.get(end).is_some_and(|byte| is_word(*byte)) && !begins_extension(bytes, end);
            if end == start || end - start > DIGITS || touched {
                break;
            }
            groups.push(bytes, start, end);
            let separators = bytes[end..].iter().take(3).take_while(|byte| b" -./()".contains(byte)).count();
            if separators == 0 || separators > 2 {
                break;
            }
            start = end + separators;
        }
        groups
    }

    fn push(&mut self, bytes: &[u8], start: usize, end: usize) {
        self.ranges[self.count] = (start, end);
        let digits = bytes[start..end].iter().take(9);
        self.values[self.count] = digits.fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        self.count += 1;
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Where the first `count` groups stand, if there are that many.
    pub(super) fn range(&self, count: usize) -> Option<Range<usize>> {
        (0 < count && count <= self.count).then(|| self.ranges[0].0..self.ranges[count - 1].1)
    }

    pub(super) fn len_of(&self, place: usize) -> usize {
        self.ranges[place].1 - self.ranges[place].0
    }

    /// How many digits the first `count` groups have.
    pub(super) fn digits(&self, count: usize) -> usize {
        (0..count).map(|place| self.len_of(place)).sum()
    }

    /// The number that a group's first nine digits make.
    pub(super) fn value(&self, place: usize) -> u32 {
        self.values[place]
    }

    /// What stands before a group other than the first.
    pub(super) fn separator<'t>(&self, bytes: &'t [u8], place: usize) -> &'t [u8] {
        &bytes[self.ranges[place - 1].1..self.ranges[place].0]
    }

    /// Whether the first groups have these lengths, and `signs` are what stands between them.
    pub(super) fn are(&self, bytes: &[u8], lengths: &[usize], signs: &[u8]) -> bool {
        self.count >= lengths.len()
            && lengths.iter().enumerate().all(|(place, length)| {
                self.len_of(place) == *length
                    && (place == 0 || *self.separator(bytes, place) == signs[place - 1..place])
            })
    }

    /// The digits of the first `count` groups, as numbers; the rest of `digits` stays as it is.
    pub(super) fn copy<'d>(&self, bytes: &[u8], count: usize, digits: &'d mut [u8; 20]) -> Option<&'d [u8]> {
        let total = self.digits(count);
        let target = digits.get_mut(..total)?;
        let source = (0..count).flat_map(|place| &bytes[self.ranges[place].0..self.ranges[place].1]);
        target.iter_mut().zip(source).for_each(|(target, digit)| *target = digit - b'0');
        Some(target)
    }

    /// Whether nothing of the same number can follow the first `count` groups.
    pub(super) fn ends_at(&self, bytes: &[u8], count: usize) -> bool {
        let end = self.ranges[count - 1].1;
        let rest = bytes.get(end..).unwrap_or_default();
        let sign = usize::from(rest.first().is_some_and(|sign| b"-/_:.".contains(sign)));
        !rest.get(sign).is_some_and(|next| is_word(*next))
    }

    /// Whether the first group begins a number, rather than going on with something.
    pub(super) fn begins(&self, bytes: &[u8]) -> bool {
        let start = self.ranges[0].0;
        match before(bytes, start) {
            Some(byte @ (b'-' | b'.' | b'/' | b':')) => {
                !before(bytes, start - 1).is_some_and(|before| is_word(before) || before == byte)
            }
            Some(byte) => !is_word(byte) && !matches!(byte, b'#' | b'$'),
            None => true,
        }
    }
}

/// Whether another group follows one that ended at `end`.
pub(super) fn go_on(bytes: &[u8], end: usize) -> bool {
    let rest = bytes.get(end..).unwrap_or_default();
    let separators = rest.iter().take(3).take_while(|byte| b" -./()".contains(byte)).count();
    matches!(separators, 1 | 2) && rest.get(separators).is_some_and(u8::is_ascii_digit)
}

/// Whether digits and a separator stand before `at`.
pub(super) fn in_a_row(bytes: &[u8], at: usize) -> bool {
    before(bytes, at).is_some_and(|byte| b" -./()".contains(&byte))
        && before(bytes, at - 1).is_some_and(|byte| byte.is_ascii_digit())
}

/// Where the UUID, date or time ends that begins at `at`: none of them is a number.
pub(super) fn not_a_number(bytes: &[u8], at: usize) -> Option<usize> {
    if is_uuid(&bytes[at..]) {
        return Some(at + UUID);
    }
    let rest = bytes.get(at..at + 10)?;
    let date = shape(rest) == *b"dddd-dd-dd" || shape(rest) == *b"dddd/dd/dd";
    if !date {
        return None;
    }
    let in_time = |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',');
    let time = match bytes.get(at + 10..at + 13) {
        Some([b'T' | b't' | b' ' | b'_', b'0'..=b'2', b'0'..=b'9']) if bytes.get(at + 13) == Some(&b':') => {
            run_end(bytes, at + 11, in_time)
        }
        _ => at + 10,
    };
    Some(time)
}

/// `x123` after a telephone number.
fn begins_extension(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..), Some([b'x', digit, ..]) if digit.is_ascii_digit())
}

fn shape(bytes: &[u8]) -> [u8; 10] {
    let mut shape = [0; 10];
    for (shape, byte) in shape.iter_mut().zip(bytes) {
        *shape = if byte.is_ascii_digit() { b'd' } else { *byte };
    }
    shape
}

/// Whether a word is a number and nothing else, but for the extension of a telephone number.
pub(super) fn is_number(bytes: &[u8], word: Range<usize>) -> bool {
    let end = run_end(bytes, word.start, |byte| byte.is_ascii_digit());
    end >= word.end || begins_extension(bytes, end)
}
