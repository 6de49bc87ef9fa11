//! Metric lines against the rules of CloudWatch's embedded metric format.

use serde_json::{Value, json};

use super::line;

const UNITS: [&str; 4] = ["Milliseconds", "Bytes", "Count", "Seconds"];

/// What the specification asks of a line that carries metrics.
fn assert_valid(line: &Value) {
    let aws = line["_aws"].as_object().unwrap();
    assert!(aws["Timestamp"].as_u64().is_some_and(|millis| millis > 1_500_000_000_000), "{line}");
    for directive in aws["CloudWatchMetrics"].as_array().unwrap() {
        let namespace = directive["Namespace"].as_str().unwrap();
        assert!((1..=255).contains(&namespace.len()) && !namespace.starts_with("AWS/"));
        for set in directive["Dimensions"].as_array().unwrap() {
            let names = set.as_array().unwrap();
            assert!(names.len() <= 30, "{line}");
            for name in names {
                let value =
                    line[name.as_str().unwrap()].as_str().unwrap_or_else(|| panic!("{name} in {line}"));
                assert!(
                    (1..=1024).contains(&value.len()) && value.is_ascii() && !value.starts_with(':'),
                    "{line}"
                );
            }
        }
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()), "{line}");
        for metric in metrics {
            assert!(line[metric["Name"].as_str().unwrap()].is_number(), "{metric} in {line}");
            assert!(UNITS.contains(&metric["Unit"].as_str().unwrap()), "{line}");
        }
    }
}

#[test]
fn a_line_that_closes_a_piece_of_work_carries_metrics() {
    let line =
        line(|| tracing::info!(outcome = "accepted", ms = 12_u64, bytes = 8192_u64, "webhook accepted"));
    assert_valid(&line);
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Namespace"], "Countersign");
    assert_eq!(directive["Dimensions"], json!([["stage", "function", "outcome"]]));
    let metrics = json!([{"Name": "ms", "Unit": "Milliseconds"}, {"Name": "bytes", "Unit": "Bytes"}]);
    assert_eq!(directive["Metrics"], metrics);
}

#[test]
fn an_attempt_is_measured_by_partner_too() {
    let line = line(|| {
        tracing::warn!(outcome = "waiting", partner = "warehouse", ms = 12_u64, "attempt did not succeed");
    });
    assert_valid(&line);
    let sets = json!([["stage", "function", "outcome"], ["stage", "partner", "outcome"]]);
    assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"], sets);
}

#[test]
fn nothing_malformed_becomes_a_dimension_or_a_metric() {
    let sets = |line: &Value| line["_aws"]["CloudWatchMetrics"][0]["Dimensions"].as_array().map(Vec::len);
    let partner =
        line(|| tracing::info!(outcome = "delivered", partner = "Jane Doe", ms = 12_u64, "sentence"));
    assert_valid(&partner);
    assert_eq!(sets(&partner), Some(1));
    let bytes = line(|| tracing::info!(outcome = "accepted", ms = 12_u64, bytes = "many", "sentence"));
    assert_valid(&bytes);
    for no_metrics in [
        line(|| tracing::info!(outcome = "Jane Doe", ms = 12_u64, "sentence")),
        line(|| tracing::info!(outcome = "accepted", ms = "soon", "sentence")),
        line(|| tracing::info!(outcome = "accepted", bytes = 12_u64, "sentence")),
        line(|| tracing::info!(ms = 12_u64, "sentence")),
    ] {
        assert_eq!(no_metrics.get("_aws"), None, "{no_metrics}");
    }
}
