//! Encodings a value may be found in.

use crate::escape;

/// One encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// The inside of a JSON string.
    Json,
    /// The same in ASCII only, as PHP and Python write it.
    JsonAscii,
    /// The inside of a string in Rust's `Debug` output.
    Debug,
    Percent,
    /// A form's encoding: as percent, spaces as plus signs.
    Form,
    Html,
    /// `@` alone is escaped.
    EscapedAt,
    FullWidth,
    ArabicDigits,
    DevanagariDigits,
    /// A character that cannot be seen after every fourth.
    ZeroWidth,
    /// A space that does not break after every fourth.
    NoBreak,
}

impl Layer {
    pub(super) fn encode(self, text: &str) -> String {
        match self {
            Self::Json => inside(&serde_json::Value::from(text).to_string()),
            Self::JsonAscii => ascii(&inside(&serde_json::Value::from(text).to_string())),
            Self::Debug => text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"),
            Self::Percent => escape::percent(text),
            Self::Form => escape::percent(text).replace("%20", "+"),
            Self::Html => html(text),
            Self::EscapedAt => text.replace('@', "\\u0040"),
            Self::FullWidth => digits(text, 0xFF10),
            Self::ArabicDigits => digits(text, 0x660),
            Self::DevanagariDigits => digits(text, 0x966),
            Self::ZeroWidth => fours(text, '\u{200b}'),
            Self::NoBreak => fours(text, '\u{a0}'),
        }
    }
}

fn inside(quoted: &str) -> String {
    quoted[1..quoted.len() - 1].to_owned()
}

fn ascii(text: &str) -> String {
    let one = |c: char| if c.is_ascii() { c.to_string() } else { escape::unicode(c) };
    text.chars().map(one).collect()
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    escaped.replace('@', "&#64;")
}

fn digits(text: &str, zero: u32) -> String {
    let convert = |digit: char| digit.to_digit(10).and_then(|value| char::from_u32(zero + value));
    text.chars().map(|character| convert(character).unwrap_or(character)).collect()
}

fn fours(text: &str, separator: char) -> String {
    let characters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(&separator.to_string())
}
