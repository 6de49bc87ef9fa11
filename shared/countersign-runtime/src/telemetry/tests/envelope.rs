//! The members of a line.

use serde_json::{Value, json};

use super::{line, written};

const REQUEST: &str = "8f1c5c0e-2b7d-4f0e-9d55-0f8a4b7a2c11";

#[test]
fn members_have_one_order_whatever_the_order_of_the_fields() {
    let text = written(|| {
        let span = tracing::error_span!(
            "invocation",
            trace_id = "1-5759e988-bd862e3fe1be46a994272793",
            request_id = REQUEST
        );
        span.in_scope(|| {
            tracing::info!(
                bytes = 7_u64,
                ms = 3_u64,
                code = "accepted",
                outcome = "accepted",
                surprise = 1,
                "webhook accepted"
            );
        });
    });
    let members =
        ["timestamp", "level", "message", "function", "stage", "request_id", "trace_id", "outcome", "code"];
    let places: Vec<_> = members
        .into_iter()
        .chain(["ms", "bytes", "dropped", "_aws"])
        .map(|name| text.find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("no {name} in {text}")))
        .collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn every_line_says_when_where_and_how_loud() {
    let line = line(|| tracing::warn!("something"));
    let time = line["timestamp"].as_str().unwrap();
    assert!(
        time.len() == 24 && time.ends_with('Z') && countersign_core::wall_time::parse(time).is_some(),
        "{time}"
    );
    assert_eq!(line["level"], "WARN");
    assert_eq!((&line["function"], &line["stage"]), (&json!("careless"), &json!("dev")));
}

#[test]
fn what_the_table_does_not_know_is_named_and_not_written() {
    let line = line(|| tracing::info!(customer = "Zephyrine", "a b" = "c", log.file = "x.rs", "a sentence"));
    assert_eq!(line["dropped"], json!(["customer", "[malformed]"]));
    assert!(!line.to_string().contains("Zephyrine"));
}

#[test]
fn a_value_without_the_form_of_its_field_is_not_written() {
    let line = line(|| {
        tracing::info!(
            outcome = "Zephyrine",
            event_id = "4111111111111111",
            store = "zephyrine.example.com",
            ms = "soon",
            attempt = -1,
            "a sentence"
        );
    });
    for name in ["outcome", "event_id", "store", "ms", "attempt"] {
        assert_eq!(line[name], "[malformed]", "{line}");
    }
}

#[test]
fn an_empty_value_is_not_there() {
    let line = line(|| tracing::info!(cause = "", event_id = "", code = None::<&str>, "a sentence"));
    assert!(["cause", "event_id", "code"].iter().all(|name| line.get(name).is_none()), "{line}");
}

#[test]
fn the_nearest_value_counts() {
    let line = line(|| {
        let outer = tracing::info_span!("outer", outcome = "outer", code = "outer", count = 1);
        let _outer = outer.enter();
        let inner = tracing::info_span!("inner", code = "inner", count = 2);
        let _inner = inner.enter();
        tracing::info!(count = 3, "a sentence");
    });
    assert_eq!(
        (&line["outcome"], &line["code"], &line["count"]),
        (&json!("outer"), &json!("inner"), &json!(3))
    );
}

#[test]
fn only_our_own_crates_are_heard() {
    let lines = written(|| {
        tracing::error!(target: "hyper::client", "theirs");
        tracing::error!(target: "careless_friend", "theirs");
        tracing::error!(target: "careless::module", "ours");
        tracing::error!(target: "careless", "ours");
        tracing::error!(target: "countersign_adapters::sqs", "ours");
    });
    assert_eq!((lines.matches("ours").count(), lines.matches("theirs").count()), (3, 0), "{lines}");
}

#[test]
fn errors_are_told_with_what_caused_them() {
    let line = line(|| {
        let error = "x".parse::<u8>().unwrap_err();
        tracing::info!(cause = &error as &(dyn std::error::Error + 'static), "a sentence");
    });
    assert_eq!(line["cause"], Value::from("invalid digit found in string"));
}
