//! Percent-encoding, both ways.

use super::QueryFault;

/// Decodes one name or value of a form. An escape is a percent sign and two hexadecimal digits, and all of them together
/// are UTF-8.
pub(super) fn decode(text: &str) -> Result<String, QueryFault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, after) = match first {
            b'%' => escape(after).ok_or(QueryFault::Escape)?,
            b'+' => (b' ', after),
            byte if byte.is_ascii_graphic() => (*byte, after),
            _ => return Err(QueryFault::Escape),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| QueryFault::NotUtf8)
}

/// Encodes everything but letters, digits and `safe`.
pub(in crate::oauth) fn percent(text: &str, safe: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || safe.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}

fn escape(after: &[u8]) -> Option<(u8, &[u8])> {
    let ([high, low], rest) = after.split_first_chunk::<2>()?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some((digit(*high)? << 4 | digit(*low)?, rest))
}
