//! `docs/REDACTION.md` tells of every mask and every rule.

use std::collections::BTreeSet;

use countersign_core::redaction::{Kind, Redactor};
use redaction::generate;

const DOCUMENT: &str = include_str!("../../../docs/REDACTION.md");

#[test]
fn every_mask_has_its_row_in_order() {
    let rows = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `[")?.split_once("]`"));
    let masks: Vec<_> = rows.map(|(mask, _)| mask).collect();
    assert_eq!(masks, Kind::ALL.map(Kind::as_str));
}

#[test]
fn every_rule_that_finds_something_stands_in_the_row_of_its_mask() {
    let redactor = Redactor::new();
    let lines = generate::corpus(1, 2000);
    let rules: BTreeSet<_> =
        lines.iter().flat_map(|line| redactor.explain(&line.text)).map(|span| span.rule).collect();
    assert!(rules.len() > Kind::ALL.len());
    for rule in rules.into_iter().filter(|rule| !rule.to_string().starts_with("base64:")) {
        let row = format!("| `[{}]`", rule.kind().as_str());
        let row = DOCUMENT.lines().find(|line| line.starts_with(&row)).unwrap();
        assert!(row.contains(&format!("`{rule}`")), "{rule} is missing in {row}");
    }
}

#[test]
fn the_example_is_what_the_engine_does() {
    let (_, example) = DOCUMENT.split_once("$ echo '").unwrap();
    let (line, rest) = example.split_once('\'').unwrap();
    let (_, masked) = rest.split_once("--explain\n").unwrap();
    let mut expected = vec![Redactor::new().redact(line).into_owned()];
    let spans = Redactor::new().explain(line).into_iter();
    expected
        .extend(spans.map(|span| format!("line 1: {}..{} {}", span.range.start, span.range.end, span.rule)));
    assert_eq!(masked.split_once("\n```").unwrap().0, expected.join("\n"));
}
