//! What happens to a value, given its field, its place and a look at it.

use super::{Container, Field};
use crate::redaction::rule::Kind;

/// What happens to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::redaction) enum Verdict {
    /// All of it is masked.
    Mask(Kind),
    /// Patterns decide.
    Scan,
    /// Patterns decide, but its digits are an identifier's.
    Id,
}

/// A value as it stands.
#[derive(Clone, Copy)]
pub(in crate::redaction) struct Value<'t> {
    pub(in crate::redaction) text: &'t str,
    /// Whether it is a text rather than a bare number or word.
    pub(in crate::redaction) quoted: bool,
}

/// The least random characters that make a secret.
const RANDOM: usize = 12;

impl Field {
    pub(in crate::redaction) fn verdict(self, value: Value<'_>, place: Container) -> Verdict {
        match self.kind(value, place) {
            Some(kind) if value.can_be(kind) && !value.says_nothing() => Verdict::Mask(kind),
            _ if matches!(self, Self::Id | Self::Number) => Verdict::Id,
            _ => Verdict::Scan,
        }
    }

    /// Whether any value at all is masked here: if not, none needs to be looked at.
    pub(in crate::redaction) fn can_mask(self, place: Container) -> bool {
        match self {
            Self::Plain | Self::Id => false,
            Self::Unknown | Self::Inside(_) => place.default_kind().is_some(),
            Self::Value => place == Container::Labelled || place.default_kind().is_some(),
            Self::Mask(_)
            | Self::MaskOr(..)
            | Self::MaybeName(_)
            | Self::IfProse
            | Self::IfRandom
            | Self::Number => true,
        }
    }

    fn kind(self, value: Value<'_>, place: Container) -> Option<Kind> {
        let text = value.text;
        match self {
            Self::Mask(kind) | Self::MaskOr(kind, _) => Some(kind),
            Self::MaybeName(_) => is_name(text, place).then_some(Kind::Name),
            Self::IfProse => is_prose(text).then_some(Kind::Note),
            Self::IfRandom if place == Container::GiftCard => Some(Kind::Secret),
            Self::IfRandom => is_random(text).then_some(Kind::Secret),
            Self::Number => (place == Container::Payment).then_some(Kind::Card),
            Self::Value if place == Container::Labelled => Some(Kind::Note),
            Self::Unknown | Self::Value | Self::Inside(_) => {
                place.default_kind().filter(|kind| value.quoted || is_number(*kind) || is_proper(text))
            }
            Self::Plain | Self::Id => None,
        }
    }
}

impl Value<'_> {
    /// Bare words of notations; in quotation marks, `None` is a town in Piedmont.
    fn says_nothing(self) -> bool {
        const NOTHING: [&str; 8] = ["null", "true", "false", "none", "nil", "undefined", "n/a", "some"];
        let text = self.text.trim();
        let word = NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing));
        !self.quoted && (word || self.is_state())
            || text.bytes().all(|byte| matches!(byte, b'*' | b'.' | b'-'))
    }

    /// `token: expired` tells what became of a value, and not the value.
    fn is_state(self) -> bool {
        const STATES: [&str; 28] = [
            "absent", "accepted", "active", "cannot", "changed", "denied", "disabled", "empty", "enabled",
            "error", "expired", "failed", "failure", "invalid", "is", "missing", "must", "not", "ok",
            "present", "mismatch", "rejected", "required", "revoked", "rotated", "unknown", "valid", "wrong",
        ];
        STATES.contains(&self.text)
    }

    /// A number or a day needs a digit, of whatever script and however encoded.
    fn can_be(self, kind: Kind) -> bool {
        match kind {
            Kind::Card | Kind::SecurityCode | Kind::Phone | Kind::Location | Kind::BirthDate => {
                self.text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii())
            }
            Kind::Email
            | Kind::BankAccount
            | Kind::Ip
            | Kind::NationalId
            | Kind::Secret
            | Kind::Name
            | Kind::Address
            | Kind::Note => true,
        }
    }
}

/// Whether values of this kind are also written as bare numbers.
fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Location | Kind::Phone | Kind::Card | Kind::SecurityCode | Kind::NationalId)
}

/// Whether a word that stands without quotation marks begins as a name does, and not as a word of a programming language.
fn is_proper(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_uppercase() || !first.is_ascii())
}

/// Things are named `#1001`, `gateway-refund` or `src/main.rs`; people are not, but for the capitals of `Jean-Luc`.
fn is_name(text: &str, place: Container) -> bool {
    match place {
        Container::Goods | Container::Technical | Container::Labelled => false,
        Container::Person | Container::Address | Container::Payment | Container::Masked(_) => true,
        Container::Neutral | Container::GiftCard => !is_technical(text),
    }
}

fn is_technical(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    let signs = text.bytes().any(|byte| byte.is_ascii_digit() || b"_/:#@%&=$<>(){}[]".contains(&byte));
    let joined = text.bytes().any(|byte| matches!(byte, b'-' | b'.'));
    plain && (signs || joined && !text.bytes().any(|byte| byte.is_ascii_uppercase()))
}

fn is_prose(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Letters and digits mixed, too long for a word, and neither a UUID nor an identifier of ours. The parts of a path are
/// judged one by one: `orders/2026/11/22/evt_….json` is the key of an object.
pub(in crate::redaction) fn is_random(text: &str) -> bool {
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+/=.~%".contains(&byte);
    text.len() >= RANDOM + 4 && text.bytes().all(alphabet) && text.split('/').any(is_random_part)
}

fn is_random_part(part: &str) -> bool {
    let mut pieces = part.split(|character: char| !character.is_ascii_alphanumeric());
    !is_uuid(part.as_bytes())
        && !is_own_id(part)
        && (pieces.any(|piece| piece.len() >= RANDOM && is_mixed(piece)) || has_three_classes(part))
}

/// An event's identifier, whatever the name of a file adds to it, or the root of a trace (`1-5759e988-bd86…`).
fn is_own_id(text: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let event = |rest: &str| match rest.split_at_checked(32) {
        Some((id, rest)) => hex(id) && (rest.is_empty() || rest.starts_with('.') && rest.len() <= 12),
        None => false,
    };
    let trace = |rest: &str| match rest.split_once('-') {
        Some((time, rest)) => time.len() == 8 && rest.len() == 24 && hex(time) && hex(rest),
        None => false,
    };
    let text = text.strip_prefix("Root=").unwrap_or(text);
    text.strip_prefix("evt_").is_some_and(event) || text.strip_prefix("1-").is_some_and(trace)
}

/// Whether letters and digits stand together.
pub(in crate::redaction) fn is_mixed(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn has_three_classes(text: &str) -> bool {
    text.len() >= 20 && is_mixed(text) && {
        text.bytes().any(|byte| byte.is_ascii_lowercase())
            && text.bytes().any(|byte| byte.is_ascii_uppercase())
    }
}

/// How long a UUID is in its usual form.
pub(in crate::redaction) const UUID: usize = 36;

/// Whether `text` begins with a UUID in its usual form.
pub(in crate::redaction) fn is_uuid(text: &[u8]) -> bool {
    let Some(text) = text.get(..UUID) else { return false };
    text.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}
