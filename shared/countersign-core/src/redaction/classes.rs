//! What the bytes of a text can mean, found in one look at each of them.

/// A sign of structure.
pub(super) const MARK: u8 = 1;
/// A part of an escape, an encoding, or a character beyond printable ASCII.
pub(super) const CODED: u8 = 2;
/// A letter, a digit or a sign that a pattern begins with.
pub(super) const TRIGGER: u8 = 4;

/// Everything that some byte of the text can mean.
pub(super) fn of(text: &[u8]) -> u8 {
    text.iter().fold(0, |classes, byte| classes | CLASSES[usize::from(*byte)])
}

/// Where the first byte at or after `from` stands that can mean this.
pub(super) fn next(text: &[u8], from: usize, class: u8) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.iter().position(|byte| CLASSES[usize::from(*byte)] & class != 0).map(|at| from + at)
}

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = class(byte);
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

const fn class(byte: u8) -> u8 {
    match byte {
        b'"' | b'\'' | b'`' | b'{' | b'}' | b']' | b')' | b',' | b'=' | b'>' => MARK,
        b'[' | b'(' | b':' => MARK | TRIGGER,
        b'\t' | b'\n' | b'\r' => 0,
        b'\\' | b'%' | b'&' | 0..b' ' | 0x7F.. => CODED,
        b'@' | b'+' | b'-' | b'<' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => TRIGGER,
        _ => 0,
    }
}
