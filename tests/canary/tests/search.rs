//! A value is found however it is spelled, and only then.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::{fmt::Write, sync::LazyLock};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use canary::{Canaries, Planted, SHORTEST};

const VALUES: [&str; 7] = [
    "Bakolumi",
    "dusiström",
    "bakolumi.dusi@customers.example",
    "+12045550123",
    "K1A 0B6",
    "Bitte \"bei\" Karo/Vilo klingeln\nmerci ☃ & <3",
    "test-secret-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
];

type Encoding = (&'static str, fn(&str) -> String);

const ENCODINGS: [Encoding; 16] = [
    ("nothing", str::to_owned),
    ("base64", |text| BASE64_STANDARD.encode(text)),
    ("base64 with one byte before", |text| BASE64_STANDARD.encode(format!("\"{text}\","))),
    ("base64 with two bytes before", |text| BASE64_STANDARD.encode(format!(":\"{text}\",\"other\":1"))),
    ("base64 for URLs", |text| BASE64_URL_SAFE_NO_PAD.encode(text)),
    ("base64 for URLs with one byte before", |text| BASE64_URL_SAFE_NO_PAD.encode(format!("ÿ{text}ÿ"))),
    ("percent, all of it", |text| each(text, |byte| format!("%{byte:02X}"))),
    ("percent, all of it, small", |text| each(text, |byte| format!("%{byte:02x}"))),
    ("percent, what is reserved", |text| reserved(text, "%20")),
    ("percent, as forms are sent", |text| reserved(text, "+")),
    ("JSON", |text| format!("{{\"a\":\"{}\"}}", json(text))),
    ("JSON, what is not ASCII", |text| units(&json(text), |c| !c.is_ascii())),
    ("JSON, all of it", |text| units(text, |_| true)),
    ("JSON in JSON", |text| json(&json(text))),
    ("hexadecimal", |text| each(text, |byte| format!("{byte:02x}"))),
    ("hexadecimal, large", |text| each(text, |byte| format!("{byte:02X}"))),
];

fn each(text: &str, write: fn(u8) -> String) -> String {
    text.bytes().map(write).collect()
}

fn reserved(text: &str, space: &str) -> String {
    let one = |byte: u8| match byte {
        b' ' => space.to_owned(),
        plain if plain.is_ascii_alphanumeric() || b"-._~".contains(&plain) => char::from(plain).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

fn json(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('/', "\\/")
}

fn units(text: &str, escaped: fn(char) -> bool) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if escaped(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(out, "\\u{unit:04X}").unwrap());
        } else {
            out.push(c);
        }
        out
    })
}

fn planted(values: &[&str]) -> Vec<Planted> {
    values.iter().map(|value| Planted { name: "a value".to_owned(), value: (*value).to_owned() }).collect()
}

fn is_found(value: &str, text: &str) -> bool {
    static CANARIES: LazyLock<Canaries> = LazyLock::new(|| Canaries::new(planted(&VALUES)));
    CANARIES.find(text.as_bytes()).iter().any(|finding| finding.planted.value == value)
}

#[test]
fn every_encoding_of_every_value_is_seen_through() {
    for value in VALUES {
        for (encoding, encode) in ENCODINGS {
            let text = format!("before {} after", encode(value));
            assert!(is_found(value, &text), "{value:?} in {encoding}: {text}");
        }
    }
}

#[test]
fn every_encoding_within_every_other_is_seen_through() {
    for value in VALUES {
        for (inner, encode) in ENCODINGS {
            for (outer, again) in ENCODINGS {
                let text = format!("before={} after", again(&format!("id=7&v={}&w=8", encode(value))));
                assert!(is_found(value, &text), "{value:?} in {inner} in {outer}: {text}");
            }
        }
    }
}

#[test]
fn capitals_hide_nothing_but_short_words() {
    for value in &VALUES[1..] {
        assert!(is_found(value, &value.to_ascii_uppercase()), "{value}");
        assert!(is_found(value, &value.to_ascii_lowercase()), "{value}");
    }
    assert!(!is_found(VALUES[0], "bAKOLUMI"), "it would be met by chance in base64");
}

#[test]
fn each_byte_of_a_value_counts() {
    for value in VALUES {
        for (at, c) in value.char_indices() {
            let altered = [&value[..at], "Q", &value[at + c.len_utf8()..]].concat();
            assert!(!is_found(value, &altered), "{altered:?} was taken for {value:?}");
        }
    }
}

#[test]
fn every_value_in_a_text_is_named_with_its_spelling() {
    let canaries = Canaries::new(planted(&VALUES));
    let text = format!("{} {}", VALUES[0], BASE64_STANDARD.encode(format!("{{\"zip\":\"{}\"}}", VALUES[4])));
    let found: Vec<_> = canaries.find(text.as_bytes()).into_iter().map(|found| found.to_string()).collect();
    assert!(found.contains(&"a value \"Bakolumi\" (Raw, Plain)".to_owned()), "{found:?}");
    assert!(found.contains(&"a value \"K1A 0B6\" (Raw, Base64)".to_owned()), "{found:?}");
    assert!(found.iter().all(|one| one.contains("Bakolumi") || one.contains("K1A")), "{found:?}");
}

#[test]
fn random_bytes_hold_nothing() {
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(1 << 20)
    .collect();
    let canaries = Canaries::new(planted(&VALUES));
    assert_eq!(canaries.find(&noise), [].into());
    assert_eq!(canaries.find(BASE64_STANDARD.encode(&noise).as_bytes()), [].into());
}

#[test]
#[should_panic(expected = "could be met by chance")]
fn a_value_that_would_be_met_by_chance_is_refused() {
    Canaries::new(planted(&["0123456789"[..SHORTEST - 1].as_ref()]));
}
