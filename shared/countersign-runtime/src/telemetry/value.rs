//! What a field may hold, and what becomes of a value that is something else.

use std::borrow::Cow;

use countersign_core::{
    event::EventId,
    partner::PartnerName,
    store::{Platform, Store},
    topic::Topic,
};

use super::{bounded::Bounded, mask::masked};

/// Stands where a value did not have its field's form. What it was is not told.
pub(crate) const MALFORMED: &str = "[malformed]";
/// The longest free text in a line, in bytes, before JSON escapes it.
pub(crate) const LONGEST_TEXT: usize = 2048;
const LONGEST_WORD: usize = 40;
const LONGEST_NAME: usize = 200;
const LONGEST_PLACE: usize = 160;

/// What a field holds. Each form but free text is one that no value of a person or a secret has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A word of ours: lower-case letters, joined by `_`.
    Word,
    /// Lambda's id of an invocation.
    Request,
    /// X-Ray's id of a trace.
    Trace,
    Event,
    Store,
    Topic,
    Partner,
    /// A name that an operator gave to something; masked if it looks like more than that.
    Name,
    /// A source file and a line in it.
    Place,
    Number(Unit),
    /// Anything; masked.
    Text,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Count,
    Milliseconds,
    Seconds,
    Bytes,
}

/// As it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Number(u64),
    Text(Cow<'static, str>),
}

impl Type {
    /// The value as a line has it; none if there is nothing to say.
    pub(crate) fn of_text(self, given: &Bounded) -> Option<Value> {
        let text = &*given.text;
        if text.is_empty() {
            return None;
        }
        let written = match self {
            Self::Text => Some(masked(given, LONGEST_TEXT)),
            Self::Number(_) => return Some(text.parse().map_or_else(|_| malformed(), Value::Number)),
            _ if given.cut => None,
            _ => self.formed(text).map(str::to_owned),
        };
        Some(written.map_or_else(malformed, |text| Value::Text(text.into())))
    }

    pub(crate) fn of_number(self, number: u64) -> Option<Value> {
        match self {
            Self::Number(_) => Some(Value::Number(number)),
            _ => self.of_text(&Bounded::of_debug(&number)),
        }
    }

    /// The part of `text` that is written, if it has the form.
    fn formed(self, text: &str) -> Option<&str> {
        let formed = match self {
            Self::Word => text.len() <= LONGEST_WORD && text.split('_').all(is_lower_case),
            Self::Request => is_dashed_hex(text, &[8, 4, 4, 4, 12]),
            Self::Trace => return root(text).filter(|root| is_trace(root)),
            Self::Event => EventId::parse(text).is_some(),
            Self::Store => Store::parse(text).is_some_and(|store| store.to_string() == text),
            Self::Topic => [Platform::Shopify, Platform::WooCommerce]
                .into_iter()
                .any(|platform| Topic::parse(platform, text).is_some_and(|topic| topic.name() == text)),
            Self::Partner => PartnerName::parse(text).is_some(),
            Self::Name => text.len() <= LONGEST_NAME && text.bytes().all(|byte| byte.is_ascii_graphic()),
            Self::Place => return place(text),
            Self::Number(_) | Self::Text => false,
        };
        let private = |text| super::mask::redactor().redact(text) != text;
        let told = matches!(self, Self::Event | Self::Request) || !private(text);
        (formed && told).then_some(text)
    }
}

fn malformed() -> Value {
    Value::Text(Cow::Borrowed(MALFORMED))
}

fn is_lower_case(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_dashed_hex(text: &str, lengths: &[usize]) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let parts = text.split('-');
    parts.clone().all(is_hex) && parts.map(str::len).eq(lengths.iter().copied())
}

/// The trace's own id of `Root=1-…;Parent=…;Sampled=…`.
fn root(text: &str) -> Option<&str> {
    text.split(';').find_map(|part| part.strip_prefix("Root=")).or(Some(text))
}

fn is_trace(root: &str) -> bool {
    is_dashed_hex(root, &[1, 8, 24])
}

/// Without the folders that lead to the crate, which are those of the machine that built it.
fn place(text: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte);
    let (file, line) = text.rsplit_once(':')?;
    let number = !line.is_empty() && line.len() <= 7 && line.bytes().all(|byte| byte.is_ascii_digit());
    let formed = number && file.ends_with(".rs") && file.bytes().all(allowed);
    let within = file.rfind("/src/").map_or(0, |src| file[..src].rfind('/').map_or(0, |at| at + 1));
    let short = &text[within..];
    (formed && short.len() <= LONGEST_PLACE).then_some(short)
}
