//! Characters that read as another, or cannot be seen.

use crate::redaction::unseen::{is_combining, is_unseen};

/// The zero of each script's decimal digits; the nine that follow are its other digits (Unicode, category Nd).
const ZEROS: [u32; 40] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x11066, 0x1E950, 0x1FBF0,
];

/// Bold, double-struck and monospace digits stand in one block, ten by ten.
const MATHEMATICAL_DIGITS: std::ops::RangeInclusive<u32> = 0x1D7CE..=0x1D7FF;

/// What a character beyond printable ASCII reads as.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    AsItself,
    As(char),
    /// It cannot be seen.
    AsNothing,
}

pub(super) fn fold(character: char) -> Reading {
    match character {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Reading::As(' ')
        }
        '\n' | '\r' | '\t' => Reading::AsItself,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Reading::As('\n'),
        _ if is_unseen(character) || is_combining(character) => Reading::AsNothing,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Reading::As('-'),
        '\u{2024}' | '\u{fe52}' => Reading::As('.'),
        '\u{fe6b}' => Reading::As('@'),
        '\u{ff01}'..='\u{ff5e}' => as_found(char::from_u32(u32::from(character) - 0xFEE0)),
        _ => as_found(digit(u32::from(character))),
    }
}

fn as_found(character: Option<char>) -> Reading {
    character.map_or(Reading::AsItself, Reading::As)
}

fn digit(code: u32) -> Option<char> {
    if MATHEMATICAL_DIGITS.contains(&code) {
        return char::from_digit((code - MATHEMATICAL_DIGITS.start()) % 10, 10);
    }
    let script = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    char::from_digit(code - ZEROS[script], 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_digits() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for digit in 0..10 {
                let character = char::from_u32(zero + digit).unwrap();
                assert_eq!(fold(character), as_found(char::from_digit(digit, 10)), "{character}");
            }
        }
        assert_eq!(fold('𝟜'), Reading::As('4'));
    }

    #[test]
    fn whatever_is_not_seen_reads_as_nothing_or_as_space() {
        for character in (char::MIN..=char::MAX).filter(|character| is_unseen(*character)) {
            let read = match fold(character) {
                Reading::AsNothing => None,
                Reading::As(read) => Some(read),
                Reading::AsItself => Some(character),
            };
            assert!(read.is_none_or(|read| " \n\r\t".contains(read)), "{character:?}");
        }
        assert_eq!(fold('\u{301}'), Reading::AsNothing);
    }

    #[test]
    fn letters_stay_what_they_are() {
        for letter in "éßłжあ日ا".chars() {
            assert_eq!(fold(letter), Reading::AsItself, "{letter}");
        }
    }
}
