//! Names of fields, however they are spelled.

use std::sync::LazyLock;

use super::{
    Container, Field,
    names::{ENDING, Group, TAIL, WHOLE},
};
use crate::redaction::words::{Hash, Words};

/// The end of a name decides; more of it is not looked at.
const MOST: usize = 48;

/// What a word says as a whole name, and as the end of a longer one.
#[derive(Clone, Copy, Default)]
struct Meaning {
    whole: Option<Field>,
    ending: Option<Field>,
}

static NAMES: LazyLock<Words<Meaning>> = LazyLock::new(|| {
    let mut table = Words::for_words(names(WHOLE).chain(names(ENDING)).count());
    names(WHOLE).for_each(|(name, field)| table.entry(name, Meaning::default()).whole = Some(field));
    names(ENDING).for_each(|(name, field)| table.entry(name, Meaning::default()).ending = Some(field));
    table
});

static TAILS: LazyLock<Vec<(&str, Field)>> = LazyLock::new(|| names(TAIL).collect());

/// What `name` means: as a whole, else by as many of its last words as are known.
pub(in crate::redaction) fn field(name: &[u8]) -> Field {
    let name = Compact::of(name);
    let field = known(&name);
    if field != Field::Unknown {
        return field;
    }
    name.without_number().map_or(field, |name| known(&name))
}

/// What words in front of a sign mean together (`Date of Birth:`), if the last one says too little alone.
pub(in crate::redaction) fn phrase(words: &[u8]) -> Option<Field> {
    Some(field(words)).filter(|field| matches!(field, Field::Mask(_) | Field::MaskOr(..)))
}

fn known(name: &Compact) -> Field {
    let (mut hash, mut known) = (Hash::EMPTY, None);
    for start in (0..name.length).rev() {
        hash = hash.before(name.letters[start]);
        if name.starts >> start & 1 == 1
            && let Some(meaning) = NAMES.get_hashed(hash, name.from(start))
        {
            known = meaning.whole.filter(|_| start == 0).or(meaning.ending).or(known);
        }
    }
    let tail =
        || TAILS.iter().find(|(tail, _)| name.from(0).ends_with(tail.as_bytes())).map(|(_, field)| *field);
    known.or_else(tail).unwrap_or(Field::Unknown)
}

/// What `name` means when it is a path such as `customer.name`: its last part, and what the part before says about the
/// place that it stands in.
pub(in crate::redaction) fn path(name: &[u8]) -> (Field, Option<Container>) {
    match name.iter().rposition(|byte| *byte == b'.') {
        Some(dot) => (field(&name[dot + 1..]), inside(&name[..dot])),
        None => (field(name), None),
    }
}

/// What stands inside of `parent`, a name or the path of one. Where nothing is known of it, it is taken for a part of a
/// system, whose names are not people's.
pub(in crate::redaction) fn inside(parent: &[u8]) -> Option<Container> {
    let (field, place) = path(parent);
    let last = parent.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let says_nothing = GENERIC.iter().any(|word| last.eq_ignore_ascii_case(word));
    match field.container() {
        _ if says_nothing => place,
        // `email.template`, `password.policy`: settings rather than values.
        Some(Container::Masked(_)) | None => Some(Container::Technical),
        inside => inside,
    }
}

/// Parents in paths that say nothing about what they hold.
const GENERIC: [&[u8]; 14] = [
    b"this",
    b"self",
    b"data",
    b"body",
    b"params",
    b"query",
    b"form",
    b"input",
    b"payload",
    b"request",
    b"req",
    b"attributes",
    b"variables",
    b"json",
];

fn names(groups: &'static [Group]) -> impl Iterator<Item = (&'static str, Field)> {
    groups.iter().flat_map(|(field, names)| names.split(' ').map(move |name| (name, *field)))
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
        self.letters[self.length] = byte.to_ascii_lowercase();
        self.length += 1;
    }

    /// The name without the number at its end (`phone2`, `zip_4`), or the word for one (`phone_no`).
    fn without_number(mut self) -> Option<Self> {
        let whole = self.length;
        while self.length > 0 && self.letters[self.length - 1].is_ascii_digit() {
            self.length -= 1;
        }
        let words = [b"no".as_slice(), b"nr", b"num"];
        if let Some(word) = words.iter().find(|word| self.from(0).ends_with(word)) {
            let start = self.length - word.len();
            self.length = if self.starts >> start & 1 == 1 { start } else { self.length };
        }
        (0 < self.length && self.length < whole).then_some(self)
    }

    fn from(&self, start: usize) -> &[u8] {
        &self.letters[start..self.length]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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
        for name in ["phone2", "customer_phone_1", "phone_no", "Telefonnummer", "телефон"] {
            assert_eq!(field(name.as_bytes()), Field::Mask(Kind::Phone), "{name}");
        }
        assert_eq!(field(b"order_no"), Field::Id);
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
            let different: HashSet<_> = names(groups).map(|(name, _)| name).collect();
            assert_eq!(different.len(), names(groups).count());
        }
    }
}
