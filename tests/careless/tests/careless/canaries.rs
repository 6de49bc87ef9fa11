//! Values that one rule alone masks, made up afresh in every run.

use base64::{Engine, prelude::BASE64_STANDARD};
use countersign_core::redaction::{Kind, Rule};

/// A text, and the value in it that must not be told.
#[derive(Clone, Debug)]
pub(crate) struct Canary {
    /// Without this rule the value would be told.
    pub(crate) rule: Rule,
    pub(crate) text: String,
    pub(crate) value: String,
}

impl Canary {
    /// The text in the encodings in which it may come along.
    pub(crate) fn spellings(&self) -> Vec<String> {
        let json = |text: &str| serde_json::Value::from(text).to_string();
        let percent = self.text.bytes().map(|byte| match byte {
            plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
            other => format!("%{other:02X}"),
        });
        let units = self.text.chars().map(|c| match c {
            plain if plain.is_ascii_alphanumeric() || plain == ' ' => plain.to_string(),
            other => format!("\\u{:04x}", u32::from(other)),
        });
        let units: String = units.collect();
        vec![json(&self.text), json(&json(&self.text)), percent.collect(), format!("\"{units}\"")]
    }
}

/// A value that no rule can know, because it is a name without anything around it. It may not stand in any field but
/// free text, where it cannot be told from other words.
pub(crate) fn bare_name() -> String {
    format!("{} {}ström", name(), name())
}

/// One for each rule, and for each kind that a field's name can tell.
pub(crate) fn all() -> Vec<Canary> {
    let fields = Kind::ALL.into_iter().filter_map(field);
    by_shape().into_iter().chain(secrets()).chain(fields).collect()
}

fn by_shape() -> Vec<Canary> {
    let (email, iban, name) = (email(), iban(), format!("{} {}", name(), name()));
    vec![
        of(Rule::Email, &format!("mail to {email} bounced"), &email),
        within(Rule::Phone, "call ", &format!("+1{}55501{}", digits(3), digits(2)), " back"),
        within(Rule::Card, "paid with ", &card(), " today"),
        of(Rule::Iban, &format!("sent to {iban} today"), &iban),
        within(Rule::Ip, "seen at 2001:", &format!("db8:{}::{}", hex(4), hex(4)), " twice"),
        within(Rule::NationalId, "her passport ", &format!("T{}X", digits(7)), " expired"),
        of(Rule::DisplayName, &format!("to {name} <{email}>"), &name),
        of(Rule::Base64(Kind::Email), &BASE64_STANDARD.encode(format!("mail to {email} bounced")), &email),
    ]
}

/// Put together from parts, so that nothing here looks like a secret to whoever reads the repository.
fn secrets() -> Vec<Canary> {
    let part = |text: &str| BASE64_STANDARD.encode(text).replace('=', "");
    let (head, claims) = (part(r#"{"alg":"none"}"#), part(&format!(r#"{{"test":"{}"}}"#, letters(12))));
    let key = ["-----BEGIN ", "PRIVATE KEY-----"].concat();
    vec![
        within(Rule::Token, "with ", &[["shp", "at_"].concat(), hex(32)].concat(), " refused"),
        within(Rule::Jwt, "with ", &format!("{head}.{claims}.{}", mixed(24)), " refused"),
        within(Rule::Authorization, "with Bearer ", &mixed(24), " refused"),
        within(Rule::UrlCredentials, "at postgres://", &format!("tester:{}", mixed(12)), "@db.example/main"),
        within(
            Rule::PrivateKey,
            &format!("{key}\n"),
            &mixed(40),
            &format!("\n{}", key.replace("BEGIN", "END")),
        ),
        within(Rule::NamedSecret, "the passphrase ", &mixed(32), " refused"),
    ]
}

/// A value that only the name of its field gives away. No name tells an address of the Internet Protocol, which has a
/// shape of its own.
fn field(kind: Kind) -> Option<Canary> {
    let (field, value) = match kind {
        Kind::Email => ("email", format!("{}.{}", name(), name())),
        Kind::Phone => ("phone", format!("x{}-{}-{}", digits(4), letters(3), digits(4))),
        Kind::Card => ("card_number", format!("9{}", digits(9))),
        Kind::SecurityCode => ("verification_code", format!("a{}", digits(7))),
        Kind::BankAccount => ("account_number", format!("acct{}", digits(8))),
        Kind::NationalId => ("tax_id", format!("{}{}", letters(4), digits(4))),
        Kind::Secret => ("password", format!("{}-{}", letters(6), letters(6))),
        Kind::Name => ("first_name", name()),
        Kind::Address => ("address1", format!("{} {} Street", digits(2), name())),
        Kind::Location => ("latitude", format!("45.4{}", digits(6))),
        Kind::BirthDate => ("date_of_birth", format!("1984-03-{}", letters(4)).replace("03", &digits(2))),
        Kind::Note => ("note", format!("please ring at {} twice", name())),
        Kind::Ip => return None,
    };
    Some(of(Rule::Field(kind), &format!(r#"{{"id":7,"{field}":"{value}","currency":"EUR"}}"#), &value))
}

fn of(rule: Rule, text: &str, value: &str) -> Canary {
    Canary { rule, text: text.to_owned(), value: value.to_owned() }
}

fn within(rule: Rule, before: &str, value: &str, after: &str) -> Canary {
    of(rule, &[before, value, after].concat(), value)
}

fn email() -> String {
    format!("{}.{}@customers.example", name(), name()).to_lowercase()
}

/// Sixteen digits from a range that is kept for tests, the last one making the sum right.
fn card() -> String {
    let body = format!("400000{}", digits(9));
    let sum: u32 = body.bytes().rev().enumerate().map(|(at, digit)| luhn(at, u32::from(digit - b'0'))).sum();
    let number = format!("{body}{}", (10 - sum % 10) % 10);
    [&number[..4], &number[4..8], &number[8..12], &number[12..]].join(" ")
}

fn luhn(at: usize, digit: u32) -> u32 {
    let doubled = if at.is_multiple_of(2) { digit * 2 } else { digit };
    doubled / 10 + doubled % 10
}

/// A German number of a bank that does not exist.
fn iban() -> String {
    let account = format!("00000000{}", digits(10));
    let number: u128 = format!("{account}131400").parse().unwrap();
    format!("DE{:02}{account}", 98 - number % 97)
}

/// As a person may be called, and nobody is.
pub(crate) fn name() -> String {
    let syllable = || [fastrand::choice(b"bdfgklmnprstvwz"), fastrand::choice(b"aeiouy")];
    let letters = (0..4).flat_map(|_| syllable()).map(|letter| char::from(*letter.unwrap()));
    letters
        .enumerate()
        .map(|(at, letter)| if at == 0 { letter.to_ascii_uppercase() } else { letter })
        .collect()
}

fn digits(count: usize) -> String {
    some(count, || fastrand::digit(10))
}

fn hex(count: usize) -> String {
    some(count, || fastrand::digit(16))
}

fn letters(count: usize) -> String {
    some(count, fastrand::lowercase)
}

/// Letters and digits; certainly both.
fn mixed(count: usize) -> String {
    format!(
        "{}7x",
        some(count - 2, || if fastrand::bool() { fastrand::lowercase() } else { fastrand::digit(10) })
    )
}

fn some(count: usize, one: impl FnMut() -> char) -> String {
    std::iter::repeat_with(one).take(count).collect()
}
