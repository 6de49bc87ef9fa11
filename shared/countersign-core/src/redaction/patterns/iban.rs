//! International bank account numbers (ISO 13616).

use super::{
    Step,
    bytes::{before, goes_on},
};
use crate::redaction::rule::Rule;

/// How long the numbers of each country are.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
     EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
     KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 \
     PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
     UA29 VA22 VG24 XK20 YE30";

/// The same by two letters; zero where there are no such numbers.
static BY_COUNTRY: [[u8; 26]; 26] = {
    let (text, mut table, mut at) = (LENGTHS.as_bytes(), [[0; 26]; 26], 0);
    while at + 4 <= text.len() {
        let (first, second) = (text[at] - b'A', text[at + 1] - b'A');
        table[first as usize][second as usize] = (text[at + 2] - b'0') * 10 + text[at + 3] - b'0';
        at += 5;
    }
    table
};

/// A number that begins with the word at `at`, in one piece or in groups.
pub(super) fn at_word(bytes: &[u8], at: usize) -> Option<Step> {
    let [a, b, c, d] = *bytes.get(at..)?.first_chunk::<4>()?;
    let begins =
        a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit();
    // In lower case behind a dash, it is more of an identifier.
    let goes_on_before = before(bytes, at) == Some(b'-') && a.is_ascii_lowercase();
    if !begins || before(bytes, at) == Some(b'_') || goes_on_before {
        return None;
    }
    let index = |letter: u8| usize::from(letter.to_ascii_uppercase() - b'A');
    let length = Some(usize::from(BY_COUNTRY[index(a)][index(b)])).filter(|length| *length > 0)?;
    let mut number = [0; 34];
    let end = collect(bytes, at, &mut number[..length])?;
    let valid = !goes_on(bytes, end) && is_valid(&number[..length]);
    valid.then(|| Step::found(at..end, Rule::Iban))
}

/// Fills `number` with letters and digits, single separators between them left out; answers where the last one ended.
fn collect(bytes: &[u8], at: usize, number: &mut [u8]) -> Option<usize> {
    let (mut at, mut separated) = (at, false);
    for place in number {
        let byte = *bytes.get(at)?;
        let separator = matches!(byte, b' ' | b'-' | b'.');
        if separator && separated {
            return None;
        }
        at += usize::from(separator);
        separated = separator;
        *place = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric())?.to_ascii_uppercase();
        at += 1;
    }
    Some(at)
}

/// ISO 7064, MOD 97-10, with the country and check digits moved to the end.
fn is_valid(number: &[u8]) -> bool {
    let (head, account) = number.split_at(4);
    let remainder = account.iter().chain(head).fold(0, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    remainder == 1
}
