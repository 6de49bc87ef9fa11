//! Names of fields, however they are spelled.

use std::sync::LazyLock;

use super::{
    Field,
    names::{ENDING, Group, TAIL, WHOLE},
};
use crate::redaction::words::Words;

/// The end of a name decides; more of it is not looked at.
const MOST: usize = 48;

static WHOLE_NAMES: LazyLock<Words<Field>> = LazyLock::new(|| table(WHOLE));
static ENDINGS: LazyLock<Words<Field>> = LazyLock::new(|| table(ENDING));
static TAILS: LazyLock<Vec<(&[u8], Field)>> = LazyLock::new(|| table(TAIL).into_iter().collect());

/// What `name` means: as a whole, then by ever fewer of its last words.
pub(in crate::redaction) fn field(name: &[u8]) -> Field {
    let name = Compact::of(name);
    let whole = name.from(0);
    if let Some(field) = WHOLE_NAMES.get(whole) {
        return *field;
    }
    let mut endings = name.starts().map(|start| name.from(start));
    let known = endings.find_map(|ending| ENDINGS.get(ending).copied());
    let tail = || TAILS.iter().find(|(tail, _)| whole.ends_with(tail)).map(|(_, field)| *field);
    known.or_else(tail).unwrap_or(Field::Unknown)
}

fn table(groups: &[Group]) -> Words<Field> {
    groups
        .iter()
        .flat_map(|(field, names)| names.split(' ').map(move |name| (name.as_bytes(), *field)))
        .collect()
}

/// A name in lower case without its separators, and where its words began.
struct Compact {
    letters: [u8; MOST],
    length: usize,
    starts: u64,
}

impl Compact {
    fn of(name: &[u8]) -> Self {
        let mut compact = Self { letters: [0; MOST], length: 0, starts: 1 };
        let mut before = b'_';
        for &byte in &name[name.len().saturating_sub(MOST)..] {
            if !matches!(byte, b'_' | b'-' | b' ' | b'$') {
                let new_word = matches!(before, b'_' | b'-' | b' ' | b'.' | b'$')
                    || (byte.is_ascii_uppercase() && before.is_ascii_lowercase());
                compact.push(byte, new_word);
            }
            before = byte;
        }
        compact
    }

    fn push(&mut self, byte: u8, new_word: bool) {
        self.starts |= u64::from(new_word) << self.length;
        self.letters[self.length] = if byte.is_ascii() { byte.to_ascii_lowercase() } else { b'?' };
        self.length += 1;
    }

    fn from(&self, start: usize) -> &[u8] {
        &self.letters[start..self.length]
    }

    fn starts(&self) -> impl Iterator<Item = usize> {
        (0..self.length).filter(|start| self.starts >> start & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::rule::Kind;

    #[test]
    fn names_are_known_in_every_spelling() {
        for name in ["first_name", "firstName", "First-Name", "FIRST_NAME", "billing_first_name", "firstname"]
        {
            assert_eq!(field(name.as_bytes()), Field::Mask(Kind::Name), "{name}");
        }
        for name in
            ["x-shopify-access-token", "X-API-Key", "AWS_SECRET_ACCESS_KEY", "userPassword", "dbpassword"]
        {
            assert_eq!(field(name.as_bytes()), Field::Mask(Kind::Secret), "{name}");
        }
        assert_eq!(field(b"customer.email"), Field::Mask(Kind::Email));
    }

    #[test]
    fn words_inside_other_words_mean_nothing() {
        for name in ["emailed", "velocity", "cityscape", "tokenizer", "zipped", "notebook", "message", ""] {
            assert_eq!(field(name.as_bytes()), Field::Unknown, "{name}");
        }
    }

    #[test]
    fn no_name_has_two_meanings() {
        for groups in [WHOLE, ENDING, TAIL] {
            let names = groups.iter().flat_map(|(_, names)| names.split(' ')).count();
            assert_eq!(table(groups).len(), names);
        }
    }
}
