//! What the words before a number say about it.

use std::sync::LazyLock;

use super::bytes::{before, is_word};
use crate::redaction::{
    fields::{self, Field},
    words::Words,
};

/// How far back words are read.
const REACH: usize = 40;

/// Words before a telephone number, in the languages stores are run in.
const PHONE: &str = "tel telephone phone phones mobile mob fax whatsapp fon telefon telefoon phonenumber \
     telefono telefone telef handy rufnummer telefonnummer movil cellulare celular komorka mobil mobiel msisdn";

/// Words before a telephone number, and before much else.
const CALL: &str = "cell call ring dial sms text anrufen appeler appelez llamar llame chiamare chiama ligar ligue bellen \
     bel dzwonic nr numer ringa";

/// Words before a card's number.
const CARD: &str = "card cards pan visa mastercard amex maestro creditcard debit credit karte kreditkarte carte carta tarjeta cartao \
     kaart karta kort kortet kreditkort karty";

/// Words before a number by which a state knows a person.
const NATIONAL: &str = "ssn social security insurance nino nif nie dni cpf cnpj pesel personnummer bsn aadhaar aadhar nir insee steuer \
     steuerid codice fiscale fiscal passport passeport reisepass pasaporte passaporto customs national tax taxpayer vat \
     curp rfc rut licence license";

/// What a number may be, as far as the words before it tell.
#[derive(Clone, Copy, Default)]
pub(super) struct Context {
    /// What the words say, one bit for each list.
    words: u8,
    /// The nearest word names an identifier, or the number is a piece of a path.
    pub(super) id: bool,
}

const PHONE_BIT: u8 = 1;
const CARD_BIT: u8 = 2;
const NATIONAL_BIT: u8 = 4;
const CALL_BIT: u8 = 8;

impl Context {
    pub(super) fn phone(self) -> bool {
        self.words & (PHONE_BIT | CALL_BIT) != 0
    }

    /// Whether a word says so that says nothing else.
    pub(super) fn strong_phone(self) -> bool {
        self.words & PHONE_BIT != 0
    }

    pub(super) fn card(self) -> bool {
        self.words & CARD_BIT != 0
    }

    pub(super) fn national(self) -> bool {
        self.words & NATIONAL_BIT != 0
    }
}

/// What each word says, as bits.
static WORDS: LazyLock<Words<u8>> = LazyLock::new(|| {
    let mut words =
        Words::for_words([PHONE, CALL, CARD, NATIONAL].iter().map(|list| list.split(' ').count()).sum());
    for (bit, list) in [(PHONE_BIT, PHONE), (CALL_BIT, CALL), (CARD_BIT, CARD), (NATIONAL_BIT, NATIONAL)] {
        for word in list.split_ascii_whitespace() {
            *words.entry(word, 0) |= bit;
        }
    }
    words
});

/// Reads the last words before `at`.
pub(super) fn of(bytes: &[u8], at: usize) -> Context {
    let mut words = words(bytes, at);
    let nearest = words.next().unwrap_or_default();
    let bits = words.take(2).fold(meaning(nearest), |bits, word| bits | meaning(word));
    let national = bits & NATIONAL_BIT != 0;
    // `tax id`, but not `tax invoice`.
    let names_a_person = national && nearest.eq_ignore_ascii_case(b"id");
    let id = is_id(bytes, at, nearest) && !names_a_person;
    Context { words: bits, id }
}

fn meaning(word: &[u8]) -> u8 {
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..word.len()).filter(|_| has_letters(word)) else { return 0 };
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    WORDS.get(lower).copied().unwrap_or(0)
}

fn has_letters(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_alphabetic)
}

/// The word directly before `at`, with only signs of a name between them.
pub(super) fn nearest(bytes: &[u8], at: usize) -> Option<&[u8]> {
    words(bytes, at).next()
}

fn is_id(bytes: &[u8], at: usize, nearest: &[u8]) -> bool {
    let in_path = before(bytes, at) == Some(b'/') && before(bytes, at - 1).is_some_and(is_word);
    let numbered = before(bytes, at) == Some(b'#');
    in_path || numbered || has_letters(nearest) && fields::field(nearest) == Field::Id
}

/// The words before `at`, nearest first, as far as the same sentence reaches. A mask ends the reach, too: that something
/// was masked there says nothing about what follows.
fn words(bytes: &[u8], at: usize) -> impl Iterator<Item = &[u8]> {
    let earliest = at.saturating_sub(REACH);
    let mut end = at;
    std::iter::from_fn(move || {
        loop {
            let before = &bytes[earliest..end];
            let last = before.iter().rposition(|byte| is_part(*byte) || ends_sentence(*byte))?;
            if ends_sentence(before[last]) {
                end = earliest;
                return None;
            }
            let start = before[..last].iter().rposition(|byte| !is_part(*byte)).map_or(0, |sign| sign + 1);
            end = earliest + start;
            let word = trim(&before[start..=last]);
            if !word.is_empty() {
                return Some(word);
            }
        }
    })
}

fn is_part(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

fn ends_sentence(byte: u8) -> bool {
    matches!(byte, b'\n' | b'{' | b'}' | b'[' | b']' | b';' | b'|')
}

fn trim(word: &[u8]) -> &[u8] {
    let start = word.iter().position(|byte| is_word(*byte)).unwrap_or(word.len());
    let end = word.iter().rposition(|byte| is_word(*byte)).map_or(start, |end| end + 1);
    &word[start..end]
}
