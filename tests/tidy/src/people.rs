//! Events are made up: no address, number or host in them belongs to anybody.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::repository::{TextFile, text_files_under};

/// Names that are set aside for examples (RFC 2606, RFC 6761).
const RESERVED: [&str; 7] =
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"];

/// Hosts that belong to the platforms and stand in every event of theirs; `gid://shopify/…` names an object.
const PLATFORMS: [&str; 4] = ["myshopify.com", "shopify.com", "amazonaws.com", "shopify"];

/// Numbers that are set aside for fiction in the United Kingdom, Germany, France and Australia.
const FICTION: [&str; 5] = ["447700900", "44207946", "4930231250", "3319900", "6149157"];

fn real_people(file: &TextFile) -> Vec<String> {
    let mut texts = Vec::new();
    let event = serde_json::from_str(&file.text).unwrap_or_else(|_| Value::String(file.text.clone()));
    collect("", &event, &mut texts);
    let found = texts.iter().flat_map(|(key, text)| {
        let phones = if key.contains("phone") { vec![digits(text)] } else { international_numbers(text) };
        let numbers = phones.into_iter().filter(|number| number.len() > 6 && !is_fictional(number));
        let mail = domains_after(text, "@").into_iter().filter(|host| !ends_in(host, &RESERVED));
        let links = domains_after(text, "://").into_iter();
        let hosts = links.filter(|host| !ends_in(host, &RESERVED) && !ends_in(host, &PLATFORMS));
        numbers.chain(mail).chain(hosts).collect::<Vec<_>>()
    });
    found.map(|value| format!("{} holds {value}", file.path)).collect()
}

/// Every string with its key, also of the JSON that a string holds, plain or in base64.
fn collect(key: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => match nested(text) {
            Some(inner) => collect(key, &inner, texts),
            None => texts.push((key.to_owned(), text.clone())),
        },
        Value::Array(items) => items.iter().for_each(|item| collect(key, item, texts)),
        Value::Object(map) => map.iter().for_each(|(key, item)| collect(key, item, texts)),
        Value::Number(number) => texts.push((key.to_owned(), number.to_string())),
        Value::Null | Value::Bool(_) => {}
    }
}

fn nested(text: &str) -> Option<Value> {
    let decoded = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let inner = |text: &str| {
        serde_json::from_str(text).ok().filter(|value: &Value| value.is_object() || value.is_array())
    };
    inner(text).or_else(|| inner(&decoded?))
}

fn domains_after(text: &str, mark: &str) -> Vec<String> {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let after = text.split(mark).skip(1);
    let names =
        after.map(|rest| rest.split(|c| !part_of_name(c)).next().unwrap_or_default().trim_matches('.'));
    names.filter(|name| name.contains(|c: char| c.is_ascii_alphabetic())).map(str::to_lowercase).collect()
}

fn ends_in(host: &str, names: &[&str]) -> bool {
    names.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
}

/// Digits after a plus sign that begins a word, with the separators people put between them.
fn international_numbers(text: &str) -> Vec<String> {
    let begins_word = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let starts = text.match_indices('+').map(|(at, _)| at).filter(|at| begins_word(*at));
    starts
        .map(|at| {
            let rest = text[at + 1..].chars();
            rest.take_while(|c| c.is_ascii_digit() || " -().".contains(*c))
                .filter(char::is_ascii_digit)
                .collect()
        })
        .collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// In North America 555-0100 to 555-0199 of every area, elsewhere the ranges above.
fn is_fictional(number: &str) -> bool {
    let american = number.len() >= 10 && number[number.len() - 7..].starts_with("55501");
    american || FICTION.iter().any(|prefix| number.starts_with(prefix))
}

#[test]
fn events_hold_no_people() {
    let found: Vec<_> = text_files_under("events").iter().flat_map(real_people).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn people_are_found_wherever_they_hide() {
    let base64 = STANDARD.encode(r#"{"email":"jo@mail-of-jo.com"}"#);
    for event in [
        r#"{"email":"jo@mail-of-jo.com"}"#.to_owned(),
        r#"{"body":"{\"customer\":{\"phone\":\"030 12345678\"}}"}"#.to_owned(),
        r#"{"note":"call +49 30 12345678"}"#.to_owned(),
        r#"{"phone":3012345678}"#.to_owned(),
        r#"{"url":"https://shop-of-jo.com/orders"}"#.to_owned(),
        format!(r#"{{"body":"{base64}","isBase64Encoded":true}}"#),
        "user=jo@mail-of-jo.com".to_owned(),
    ] {
        assert_eq!(real_people(&TextFile::planted("events/x.json", &event)).len(), 1, "{event}");
    }
}

#[test]
fn made_up_people_are_welcome() {
    let event = r#"{
        "email": "ada@example.com", "phone": "+1 (415) 555-0133", "note": "or +44 7700 900123",
        "time": "2026-11-22T10:00:00+01:00", "url": "https://test-shop.myshopify.com/1/orders?a=b+1234567890",
        "domainName": "abc.execute-api.eu-central-1.amazonaws.com", "signature": "ab+12345678/+9876543210="
    }"#;
    assert_eq!(real_people(&TextFile::planted("events/x.json", event)), Vec::<String>::new());
}
