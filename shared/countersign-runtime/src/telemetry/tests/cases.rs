//! What people and secrets are made of, on every way into a line.

use std::{collections::BTreeMap, error::Error, fmt};

use serde_json::json;
use tracing::field::Empty;

use super::{line, written};

/// An error that says what careless code makes it say.
#[derive(Debug)]
struct Careless(String, Option<Box<Careless>>);

impl fmt::Display for Careless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Careless {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|source| source as _)
    }
}

/// Says `text` at one level in every way there is.
macro_rules! say {
    ($event:ident, $span:ident, $text:expr) => {{
        let text: &str = $text;
        tracing::$event!("{text}");
        tracing::$event!(cause = text, sample = %text, "fields");
        tracing::$event!(cause = ?text, outcome = text, event_id = text, unknown = text, "fields");
        tracing::$event!({ store = text, topic = text, ms = text, place = text, secret = text }, "fields");
        let error = Careless("outer".to_owned(), Some(Box::new(Careless(text.to_owned(), None))));
        tracing::$event!(cause = &error as &(dyn Error + 'static), "error");
        tracing::$span!("span", cause = text, unknown = text, request_id = text)
            .in_scope(|| tracing::$event!("in a span"));
        let span = tracing::$span!("span", cause = Empty);
        span.record("cause", text);
        span.in_scope(|| tracing::$event!("in a span"));
    }};
}

/// Everything that is written when `text` is said at every level and in every way.
fn said(text: &str) -> String {
    let lines = written(|| {
        say!(trace, trace_span, text);
        say!(debug, debug_span, text);
        say!(info, info_span, text);
        say!(warn, warn_span, text);
        say!(error, error_span, text);
    });
    assert_eq!(lines.matches('\n').count(), 5 * 7);
    lines
}

fn assert_masked(mask: &str, fields: &[(&str, &str)]) {
    for (name, value) in fields {
        let forms = [
            format!(r#"{{"id":5120000000001,"{name}":"{value}"}}"#),
            format!(r#"Order {{ id: 5120000000001, {name}: "{value}" }}"#),
            format!("order_id=5120000000001 {name}=\"{value}\""),
        ];
        for form in forms {
            let lines = said(&form);
            assert!(!lines.contains(value), "{form} leaves {value} in {lines}");
            assert!(lines.contains(mask), "{form} has no {mask} in {lines}");
            assert!(lines.contains("5120000000001"), "{form} loses the order in {lines}");
        }
    }
}

#[test]
fn lg_001_names_are_masked_at_every_level() {
    assert_masked(
        "[name]",
        &[("first_name", "Zephyrine"), ("last_name", "Quillfeather"), ("name", "Zephyrine Quillfeather")],
    );
}

#[test]
fn lg_002_addresses_are_masked_at_every_level() {
    assert_masked(
        "[address]",
        &[
            ("address1", "17 Tanglewood Rise"),
            ("address2", "Flat 9b"),
            ("city", "Oakmere"),
            ("zip", "QX9 4ZZ"),
        ],
    );
    assert_masked("[location]", &[("latitude", "52.51629"), ("longitude", "13.37770")]);
}

#[test]
fn lg_003_e_mail_addresses_are_masked_at_every_level() {
    let fields = ["email", "contact_email", "note_of_the_clerk", "receipt_to"];
    for name in fields {
        let said = said(&format!(r#"{{"answer":{{"{name}":"zephyrine.q@example.com"}}}}"#));
        assert!(!said.contains("zephyrine"), "{said}");
        assert!(said.contains("[email]"), "{said}");
    }
}

#[test]
fn lg_004_telephone_numbers_are_masked_at_every_level() {
    for name in ["phone", "sms_marketing_phone", "reachable_under"] {
        let said = said(&format!(r#"{{"answer":{{"{name}":"+44 7700 900123"}}}}"#));
        assert!(!said.contains("900123"), "{said}");
        assert!(said.contains("[phone]"), "{said}");
    }
}

#[test]
fn lg_008_birth_dates_and_national_numbers_are_masked_at_every_level() {
    assert_masked("[birth-date]", &[("date_of_birth", "1983-04-17"), ("birthday", "17.04.1983")]);
    assert_masked(
        "[national-id]",
        &[
            ("tax_id", "86095742719"),
            ("cpf", "111.444.777-35"),
            ("codice_fiscale", "RSSMRA85T10A562S"),
            ("pesel", "44051401359"),
            ("bsn", "111222333"),
            ("personnummer", "811218-9876"),
            ("aadhaar", "234123412346"),
        ],
    );
}

#[test]
fn lg_009_a_person_in_a_key_is_masked() {
    let said = said(r#"{"zephyrine.q@example.com": 1}"#);
    assert!(!said.contains("zephyrine") && said.contains("[email]"), "{said}");
}

#[test]
fn lg_016_a_person_told_in_pieces_is_masked_in_each() {
    let lines = written(|| {
        let span = tracing::info_span!("order", cause = r#"first_name="Zephyrine""#);
        let _entered = span.enter();
        tracing::info!(sample = r#"last_name="Quillfeather""#, "begun");
        tracing::warn!(r#"city="Oakmere""#);
        span.record("cause", r#"email="zephyrine.q@example.com""#);
        tracing::error!("done");
    });
    for value in ["Zephyrine", "Quillfeather", "Oakmere", "zephyrine"] {
        assert!(!lines.contains(value), "{lines}");
    }
}

#[test]
fn lg_032_an_environment_that_is_dumped_tells_no_secret() {
    let session = "test-session-token-of-a-function-0123456789abcdef";
    let variables =
        [("STAGE", "dev"), ("AWS_SECRET_ACCESS_KEY", "test/secret+key"), ("AWS_SESSION_TOKEN", session)];
    let lines = said(&format!("{:?}", BTreeMap::from(variables)));
    let pairs: Vec<_> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let lines = lines + &said(&pairs.join(" "));
    for value in ["test/secret+key", session] {
        assert!(!lines.contains(value), "{lines}");
    }
}

#[test]
fn a_number_in_a_text_field_is_masked_like_text() {
    let card = 4_111_111_111_111_111_u64;
    let line = line(|| tracing::info!(sample = card, attempt = 2_u64, "paid"));
    assert_eq!((&line["sample"], &line["attempt"]), (&json!("\"[card]\""), &json!(2)));
}
