//! How a value may be spelled.

use std::fmt::Write;

use base64::{
    Engine,
    engine::GeneralPurpose,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};

/// The spelling in which a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// As it is.
    Raw,
    /// In either alphabet, at any of the three places where a value can begin in a group.
    Base64,
    /// All of it, or what a URL may not hold; a space may be a plus.
    Percent,
    /// All of it or what is not ASCII as `\u…`, or what JSON escapes by itself.
    Escaped,
    /// Two digits for each byte.
    Hex,
}

/// One spelling, and whether capitals make a difference in it.
pub(crate) struct Needle {
    pub(crate) form: Form,
    pub(crate) exact: bool,
    pub(crate) bytes: Vec<u8>,
}

/// A value of letters and digits alone that is shorter than this could be met by chance if capitals made no difference.
const LONG_WORD: usize = 16;

/// Every spelling of `value`, each once.
pub(crate) fn needles(value: &str) -> Vec<Needle> {
    let raw = Needle { form: Form::Raw, exact: could_be_base64(value), bytes: value.into() };
    let mut needles = vec![raw];
    let mut add = |form, exact, text: String| {
        let bytes = text.into_bytes();
        if needles.iter().all(|known| known.bytes != bytes) {
            needles.push(Needle { form, exact, bytes });
        }
    };
    for text in percent(value) {
        add(Form::Percent, false, text);
    }
    for text in escaped(value) {
        add(Form::Escaped, false, text);
    }
    add(Form::Hex, false, hex(value));
    for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
        for place in 0..3 {
            add(Form::Base64, true, base64(&engine, value, place));
        }
    }
    needles
}

fn could_be_base64(value: &str) -> bool {
    value.len() < LONG_WORD && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The characters of the encoded value that do not depend on what stands before and after it, when it begins at
/// `place` in a group of three bytes.
fn base64(engine: &GeneralPurpose, value: &str, place: usize) -> String {
    let text = engine.encode([&[0; 2][..place], value.as_bytes()].concat());
    let (first, end) = ((place * 8).div_ceil(6), (place + value.len()) * 8 / 6);
    text[first..end].to_owned()
}

fn percent(value: &str) -> [String; 3] {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let all = written(value.bytes(), |text, byte| write!(text, "%{byte:02X}"));
    let reserved = written(value.bytes(), |text, byte| {
        if is_plain(byte) { write!(text, "{}", char::from(byte)) } else { write!(text, "%{byte:02X}") }
    });
    [all, reserved.replace("%20", "+"), reserved]
}

fn escaped(value: &str) -> [String; 5] {
    let every = |part: &str| written(part.encode_utf16(), |text, unit| write!(text, "\\u{unit:04x}"));
    let foreign = |part: &str| {
        written(part.chars(), |text, c| {
            if c.is_ascii() {
                write!(text, "{c}")
            } else {
                text.write_str(&every(c.encode_utf8(&mut [0; 4])))
            }
        })
    };
    let by_itself = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let slashes = foreign(&by_itself.replace('/', "\\/"));
    [every(value), foreign(&by_itself), by_itself, slashes, value.escape_default().to_string()]
}

/// The parts written one after the other; writing into memory does not fail.
fn written<T>(
    parts: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut String, T) -> std::fmt::Result,
) -> String {
    parts.fold(String::new(), |mut text, part| {
        let _ = write(&mut text, part);
        text
    })
}

fn hex(value: &str) -> String {
    written(value.bytes(), |text, byte| write!(text, "{byte:02x}"))
}
