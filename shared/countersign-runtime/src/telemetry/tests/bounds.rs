//! No line is longer than its bound, and no cut lets half of a value out.

use std::fmt;

use proptest::prelude::*;
use serde_json::Value;

use super::{line, written};
use crate::telemetry::{
    bounded::{Bounded, MOST},
    mask::masked,
    value::LONGEST_TEXT,
};

/// CloudWatch takes lines of 1 MiB; this is what `docs/LOGGING.md` promises.
const LONGEST_LINE: usize = 16 * 1024;

/// Formats without end, as a value with a cycle would.
struct Endless(&'static str);

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            f.write_str(self.0)?;
        }
    }
}

fn say_everywhere(text: &str) {
    let span = tracing::info_span!(
        "span",
        request_id = text,
        trace_id = text,
        partner = text,
        secret = text,
        place = text
    );
    span.in_scope(|| {
        tracing::error!(
            outcome = text,
            code = text,
            platform = text,
            store = text,
            topic = text,
            event_id = text,
            cause = text,
            sample = text,
            ms = u64::MAX,
            bytes = u64::MAX,
            attempt = text,
            a = text,
            b = text,
            c = text,
            d = text,
            "{text}"
        );
    });
}

#[test]
fn the_worst_values_do_not_make_a_longer_line() {
    for text in ["\"", "\\", "\u{1b}", "\u{202e}", "é", "🙂", "x", " "] {
        let text = text.repeat(100_000 / text.len());
        let written = written(|| say_everywhere(&text));
        assert!(written.len() <= LONGEST_LINE, "{} bytes", written.len());
        assert!(serde_json::from_str::<Value>(&written).is_ok(), "{written}");
    }
}

#[test]
fn a_value_that_never_ends_is_cut() {
    for endless in ["x", "ab ", "é", "\"", "4111 1111 1111 1111 "] {
        let line = line(|| tracing::info!(sample = ?Endless(endless), code = ?Endless(endless), "endless"));
        assert!(line["sample"].as_str().unwrap().ends_with("[cut]"), "{line}");
        assert_eq!(line["code"], "[malformed]");
    }
}

#[test]
fn what_is_held_of_a_value_is_bounded() {
    assert_eq!(Bounded::of_debug(&Endless("é")).text.len(), 64 * 1024);
    assert!(!Bounded::of_str(&"x".repeat(MOST)).cut);
    assert!(Bounded::of_str(&"x".repeat(MOST + 1)).cut);
}

const PEOPLE: [(&str, &str); 9] = [
    ("email", "zephyrine.q@example.com"),
    ("phone", "+44 7700 900123"),
    ("card", "4111 1111 1111 1111"),
    ("note", "ring at Quillfeather's, 17 Tanglewood Rise"),
    ("first_name", "Zephyrine"),
    ("last_name", "Quillfeather"),
    ("address1", "17 Tanglewood Rise"),
    ("iban", "GB82 WEST 1234 5698 7654 32"),
    ("more", "......................................................."),
];

/// An order that is longer than what is dropped after a cut, with its people at the end.
fn orders() -> [String; 4] {
    let lines: Vec<_> =
        (0..90).map(|at| format!(r#"{{"sku":"TEST-{at:04}","quantity":{at},"price":"19.99"}}"#)).collect();
    let people = PEOPLE.map(|(name, value)| format!("\"{name}\":\"{value}\"")).join(",");
    let json = format!(r#"{{"line_items":[{}],{people}}}"#, lines.join(","));
    let debug = json.replace("\":", ": ").replace(",\"", ", ").replace("{\"", "{ ");
    let nested = serde_json::to_string(&json).unwrap();
    let told = PEOPLE.map(|(_, value)| value).join(" or ");
    let prose = format!("{} {told}", "Nothing to see here. ".repeat(300));
    [json, debug, nested, prose]
}

#[test]
fn no_cut_lets_half_of_a_value_out() {
    for order in orders() {
        let people = order.find("zephyrine").unwrap();
        for end in people..order.len() {
            let Some(text) = order.get(..end) else { continue };
            let told = masked(&Bounded { text: text.to_owned(), cut: true }, MOST);
            for half in ["zephyr", "7700", "4111", "Quill", "Tangle", "WEST"] {
                assert!(!told.contains(half), "{half} in {}", &told[told.len().saturating_sub(400)..]);
            }
        }
    }
}

#[test]
fn a_text_is_masked_before_it_is_capped() {
    for before in LONGEST_TEXT - 30..LONGEST_TEXT {
        let text = format!("{} zephyrine.q@example.com", "x".repeat(before));
        let line = line(|| tracing::info!(sample = text, "capped"));
        assert!(!line.to_string().contains("zeph"), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_makes_one_json_object_in_one_bounded_line(
        text in r#"(.|[\x00-\x1f"\\{}\[\]:,=&]|a@b\.com|4111111111111111|\u{85}|\u{2028}|\u{202e}){0,1500}"#,
    ) {
        let written = written(|| say_everywhere(&text));
        prop_assert!(written.len() <= LONGEST_LINE);
        prop_assert_eq!(written.matches('\n').count(), 1);
        prop_assert!(!written.trim_end_matches('\n').contains(char::is_control));
        let line: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&line["level"], "ERROR");
        prop_assert_eq!(&line["function"], "careless");
    }
}
