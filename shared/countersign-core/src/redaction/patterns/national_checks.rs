//! Shapes and check digits of national numbers. Digits are 0 to 9, texts are ASCII.

use crate::redaction::luhn;

/// United States: three parts, none of them zero.
pub(super) fn is_american(digits: &[u8]) -> bool {
    let zero = |part: &[u8]| part.iter().all(|digit| *digit == 0);
    !zero(&digits[..3]) && !zero(&digits[3..5]) && !zero(&digits[5..]) && number(&digits[..3]) != 666
}

/// Brazil (CPF): two check digits, modulus 11.
pub(super) fn is_brazilian(digits: &[u8]) -> bool {
    let check = |count: usize| {
        let weights = (2..=u32::try_from(count).unwrap_or(0) + 1).rev();
        let sum: u32 =
            digits[..count].iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        sum * 10 % 11 % 10 == u32::from(digits[count])
    };
    digits.len() == 11 && !is_uniform(digits) && check(9) && check(10)
}

/// India (Aadhaar): Verhoeff.
pub(super) fn is_indian(digits: &[u8]) -> bool {
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permute =
        |times: usize, digit: u8| (0..times % 8).fold(digit, |digit, _| PERMUTATION[usize::from(digit)]);
    let check = digits.iter().rev().enumerate();
    digits[0] > 1 && check.fold(0, |check, (place, digit)| dihedral(check, permute(place, *digit))) == 0
}

/// The product of two elements of the symmetries of a pentagon.
fn dihedral(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Sweden: a day of birth, Luhn.
pub(super) fn is_swedish(digits: &[u8]) -> bool {
    digits.len() == 10 && is_day(number(&digits[2..4]), number(&digits[4..6]) % 60) && luhn::is_valid(digits)
}

/// Poland (PESEL): a day of birth with the century in its month, weights 1 3 7 9.
pub(super) fn is_polish(digits: &[u8]) -> bool {
    let weights = [1, 3, 7, 9].into_iter().cycle();
    let sum: u32 = digits[..10].iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    is_day(number(&digits[2..4]) % 20, number(&digits[4..6])) && (10 - sum % 10) % 10 == u32::from(digits[10])
}

/// Germany (Steuer-ID): one digit twice or three times among the first ten, ISO 7064 MOD 11,10.
pub(super) fn is_german(digits: &[u8]) -> bool {
    let mut counts = [0_u8; 10];
    digits[..10].iter().for_each(|digit| counts[usize::from(*digit)] += 1);
    let repeated = counts.into_iter().filter(|count| matches!(count, 2 | 3)).count();
    let product = digits[..10].iter().fold(10, |product, digit| {
        let sum = (product + u32::from(*digit)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits.len() == 11 && digits[0] != 0 && repeated == 1 && (11 - product) % 10 == u32::from(digits[10])
}

/// France (NIR): sex, year, month, place, rank, and 97 minus the rest.
pub(super) fn is_french(digits: &[u8]) -> bool {
    let month = number(&digits[3..5]);
    let body = digits[..13].iter().fold(0_u64, |value, digit| value * 10 + u64::from(*digit));
    let check = u64::from(number(&digits[13..15]));
    matches!(digits[0], 1..=4 | 7 | 8)
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && 97 - body % 97 == check
}

/// Switzerland (AHV): begins with 756, check digit of an EAN.
pub(super) fn is_swiss(digits: &[u8]) -> bool {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    number(&digits[..3]) == 756 && sum.is_multiple_of(10)
}

/// Spain (NIF): eight digits, and the letter of their remainder.
pub(super) fn is_spanish(text: &[u8]) -> bool {
    let (digits, letter) = text.split_at(8);
    digits.iter().all(u8::is_ascii_digit) && letter[0].to_ascii_uppercase() == spanish_letter(digits, 0)
}

/// Spain (NIE): the first digit is written X, Y or Z.
pub(super) fn is_spanish_foreigner(text: &[u8]) -> bool {
    let first = match text[0] {
        b'X' => 0,
        b'Y' => 1,
        b'Z' => 2,
        _ => return false,
    };
    let digits = &text[1..8];
    digits.iter().all(u8::is_ascii_digit) && text[8].to_ascii_uppercase() == spanish_letter(digits, first)
}

fn spanish_letter(digits: &[u8], first: u32) -> u8 {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let value = digits.iter().fold(first, |value, digit| value * 10 + u32::from(digit - b'0'));
    LETTERS[(value % 23) as usize]
}

/// United Kingdom (National Insurance): two letters, six digits, A to D.
pub(super) fn is_british(text: &[u8]) -> bool {
    text[..2].iter().all(|byte| byte.is_ascii_uppercase() && !b"DFIQUV".contains(byte))
        && text[2..8].iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&text[8])
}

/// Italy (codice fiscale): its pattern, with letters for digits where two people would share one.
pub(super) fn is_italian(text: &[u8]) -> bool {
    text.iter().map(u8::to_ascii_uppercase).enumerate().all(|(place, byte)| match place {
        0..6 | 11 | 15 => byte.is_ascii_uppercase(),
        8 => b"ABCDEHLMPRST".contains(&byte),
        _ => byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte),
    }) && text[6..].iter().any(u8::is_ascii_digit)
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(*digit))
}

fn is_uniform(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

fn is_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}
