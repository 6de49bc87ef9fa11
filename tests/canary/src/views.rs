//! What a text says once an encoding is taken off it.

use memchr::memchr;

/// The encoding that was taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Nothing: the bytes as they are.
    Plain,
    /// `%40` read as `@`, and then once more with a plus read as a space.
    Percent,
    /// `\u0040` and the other escapes of JSON and Rust read as what they stand for, layer by layer.
    Escapes,
    /// Every long run of base64, read from each of its first four characters, or from the first if it is very long.
    Base64,
    /// Every long run of hexadecimal digits, read from each of its first two.
    Hex,
}

/// Runs of base64 or of hexadecimal digits that are shorter hold no value worth finding.
const SHORTEST_RUN: usize = 12;

/// So long a run is a whole payload, which begins where it begins. Shorter ones may begin with a name or a sign before.
const PAYLOAD: usize = 4096;

/// What is put between two runs.
const GAP: u8 = 0;

/// So often a text is freed of its escapes; each JSON text within a JSON text adds one layer.
const LAYERS: usize = 4;

/// Every other reading of `bytes` that there is.
pub(crate) fn others(bytes: &[u8]) -> impl Iterator<Item = (View, Vec<u8>)> + use<> {
    let percent = memchr(b'%', bytes).map(|_| with_spaces(bytes, percent(bytes)));
    let readings = [
        (View::Percent, percent.unwrap_or_default()),
        (View::Escapes, layers(bytes)),
        (View::Base64, runs(bytes, &BASE64, 6)),
        (View::Hex, runs(bytes, &HEX, 4)),
    ];
    readings.into_iter().filter(|(_, text)| !text.is_empty())
}

/// What is left after each layer of escapes, one after the other.
fn layers(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut layer = bytes.to_vec();
    for _ in 0..LAYERS {
        if memchr(b'\\', &layer).is_none() {
            break;
        }
        layer = escapes(&layer);
        all.extend_from_slice(&layer);
        all.push(GAP);
    }
    all
}

fn percent(bytes: &[u8]) -> Vec<u8> {
    replaced(bytes, b'%', |text, tail| {
        let code = digits(tail, 2);
        text.push(code.map_or(b'%', |code| code.to_le_bytes()[0]));
        if code.is_some() { &tail[2..] } else { tail }
    })
}

/// `bytes`, where `read` writes down what stands for each `sign` and gives what follows.
fn replaced(
    bytes: &[u8],
    sign: u8,
    mut read: impl for<'b> FnMut(&mut Vec<u8>, &'b [u8]) -> &'b [u8],
) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr(sign, rest) {
        text.extend_from_slice(&rest[..at]);
        rest = read(&mut text, &rest[at + 1..]);
    }
    text.extend_from_slice(rest);
    text
}

fn with_spaces(bytes: &[u8], mut text: Vec<u8>) -> Vec<u8> {
    if memchr(b'+', bytes).is_some() {
        let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        text.push(GAP);
        text.extend(percent(&spaced));
    }
    text
}

fn escapes(bytes: &[u8]) -> Vec<u8> {
    replaced(bytes, b'\\', |text, tail| match tail {
        [b'u', b'{', ..] => braced(text, tail),
        [b'u', ..] => unit(text, tail),
        [letter, tail @ ..] => {
            text.push(short_escape(*letter));
            tail
        }
        [] => tail,
    })
}

fn short_escape(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        itself => itself,
    }
}

/// `u{f6}`, as Rust writes it.
fn braced<'b>(text: &mut Vec<u8>, tail: &'b [u8]) -> &'b [u8] {
    let length = tail.iter().take(9).position(|byte| *byte == b'}').unwrap_or(2);
    let code = (length > 2).then(|| digits(&tail[2..], length - 2)).flatten();
    match code.and_then(char::from_u32) {
        Some(c) => {
            push(text, c);
            &tail[length + 1..]
        }
        None => tail,
    }
}

/// `u00f6`, or a pair of surrogates.
fn unit<'b>(text: &mut Vec<u8>, tail: &'b [u8]) -> &'b [u8] {
    let Some(first) = digits(&tail[1..], 4) else { return tail };
    let second = tail.get(5..7).filter(|next| *next == b"\\u").and_then(|_| digits(&tail[7..], 4));
    let units = [Some(first), second].into_iter().flatten().filter_map(|unit| u16::try_from(unit).ok());
    match char::decode_utf16(units).next() {
        Some(Ok(c)) => {
            push(text, c);
            &tail[if c.len_utf16() == 2 { 11 } else { 5 }..]
        }
        _ => &tail[5..],
    }
}

fn push(text: &mut Vec<u8>, c: char) {
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn digits(bytes: &[u8], count: usize) -> Option<u32> {
    let digits = bytes.get(..count)?;
    let digits = digits.iter().map(|byte| u32::from(HEX[usize::from(*byte)]));
    digits.map(|digit| (digit < 16).then_some(digit)).try_fold(0, |code, digit| Some(code << 4 | digit?))
}

/// What each byte is worth as a digit; [`NONE`] if it is none.
type Alphabet = [u8; 256];
const NONE: u8 = 0xff;
const HEX: Alphabet = alphabet(&[(b'0', 10, 0), (b'a', 6, 10), (b'A', 6, 10)]);
const BASE64: Alphabet = alphabet(&[
    (b'A', 26, 0),
    (b'a', 26, 26),
    (b'0', 10, 52),
    (b'+', 1, 62),
    (b'-', 1, 62),
    (b'/', 1, 63),
    (b'_', 1, 63),
]);

const fn alphabet(ranges: &[(u8, u8, u8)]) -> Alphabet {
    let mut table = [NONE; 256];
    let mut range = 0;
    while range < ranges.len() {
        let (first, count, worth) = ranges[range];
        let mut step = 0;
        while step < count {
            table[(first + step) as usize] = worth + step;
            step += 1;
        }
        range += 1;
    }
    table
}

/// What the runs of digits in `bytes` say, when each run may begin with digits that do not belong to it.
fn runs(bytes: &[u8], alphabet: &Alphabet, bits: u32) -> Vec<u8> {
    // Four digits of 6 bits are three bytes, two digits of 4 bits are one.
    let starts = if bits == 6 { 4 } else { 2 };
    let mut text = Vec::new();
    let is_digit = |byte: &u8| alphabet[usize::from(*byte)] != NONE;
    for run in bytes.split(|byte| !is_digit(byte)).filter(|run| run.len() >= SHORTEST_RUN) {
        let starts = if run.len() > PAYLOAD { 1 } else { starts };
        for skipped in 0..starts {
            decode(&mut text, &run[skipped..], alphabet, bits);
            text.push(GAP);
        }
    }
    text
}

fn decode(text: &mut Vec<u8>, run: &[u8], alphabet: &Alphabet, bits: u32) {
    let (mut held, mut count) = (0_u32, 0);
    for byte in run {
        held = held << bits | u32::from(alphabet[usize::from(*byte)]);
        count += bits;
        if count >= 8 {
            count -= 8;
            text.push((held >> count).to_le_bytes()[0]);
        }
    }
}
