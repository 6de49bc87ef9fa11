//! What is logged carelessly is not told.

use countersign_core::redaction::Redactor;
use local_stack::lambda::InvokeOutcome;

use crate::{
    canaries::{Canary, all, bare_name},
    function::{Function, lines},
};

/// What stays readable around a value, because operators look for it.
const AROUND: [&str; 2] = ["order gid://shopify/Order/820982911946154508", "amount 26.00 EUR"];

fn sentence(canary: &Canary) -> String {
    format!("{}: {} ; {}", AROUND[0], canary.text, AROUND[1])
}

#[test]
fn what_a_rule_masks_is_told_in_no_way_of_logging() {
    let (function, canaries) = (Function::start(), all());
    for canary in &canaries {
        let outcome = function.invoke(&canary.text, "everywhere", "answer");
        assert!(matches!(outcome, InvokeOutcome::Ok(_)), "{canary:?}: {outcome:?}");
        function.invoke(&sentence(canary), "everywhere", "answer");
        // Alone it might pass for what a field is for, such as the name of a secret.
        if Redactor::new().redact(&canary.value) != canary.value {
            function.invoke(&canary.value, "fields", "answer");
        }
    }
    let values: Vec<_> = canaries.iter().map(|canary| canary.value.clone()).collect();
    let records = function.end(&values);
    let lines = lines(&records);
    assert!(lines.len() > 2 * 20 * canaries.len(), "{} lines", lines.len());
    for text in AROUND {
        let said =
            lines.iter().filter(|line| line["message"].as_str().is_some_and(|said| said.contains(text)));
        assert!(said.count() > 5 * canaries.len(), "{text:?} is masked");
    }
}

#[test]
fn what_a_rule_masks_is_told_in_no_encoding() {
    let (function, canaries) = (Function::start(), all());
    for canary in &canaries {
        for text in canary.spellings() {
            function.invoke(&text, "everywhere", "answer");
        }
    }
    let values: Vec<_> = canaries.into_iter().map(|canary| canary.value).collect();
    function.end(&values);
}

#[test]
fn what_a_rule_masks_is_told_by_no_error() {
    let (function, canaries) = (Function::start(), all());
    for canary in &canaries {
        let outcome = function.invoke(&canary.text, "nowhere", "fail");
        assert!(matches!(outcome, InvokeOutcome::FunctionError(_)), "{canary:?}: {outcome:?}");
    }
    let malformed = serde_json::json!({"text": canaries[0].text, "then": "unknown"});
    assert!(matches!(function.invoke_with(&malformed), InvokeOutcome::FunctionError(_)));
    let values: Vec<_> = canaries.into_iter().map(|canary| canary.value).collect();
    function.end(&values);
}

/// The rules cannot know a name by itself. In every field but free text it must not be told all the same.
#[test]
fn a_bare_name_is_told_by_no_field_that_has_a_form_and_by_no_unknown_one() {
    let (function, name) = (Function::start(), bare_name());
    let outcome = function.invoke(&name, "fields", "answer");
    assert!(matches!(outcome, InvokeOutcome::Ok(_)), "{outcome:?}");
    let lines = lines(&function.end(&[name]));
    assert!(lines.len() >= 8, "{lines:?}");
    let malformed = lines.iter().flat_map(|line| line.as_object().unwrap().values());
    assert!(malformed.filter(|value| *value == "[malformed]").count() >= 25, "{lines:?}");
    let dropped = lines.iter().filter(|line| line["dropped"].is_array());
    assert!(dropped.count() >= 3, "{lines:?}");
}

/// Longer than what is held of a text: where it is cut, half a value may stand that no rule knows any more.
#[test]
fn half_a_value_at_the_bound_of_what_is_held_is_not_told() {
    const HELD: usize = 64 * 1024;
    let function = Function::start();
    let token = [["shp", "at_"].concat(), "0a1b2c3d4e5f6071".repeat(2)].concat();
    let half = &token[..14];
    for ahead in 1..4 {
        let frame = r#"{"note":""} "#.len();
        let filling = "x".repeat(HELD - frame - half.len() * ahead / 2);
        function.invoke(&format!(r#"{{"note":"{filling}"}} {token}"#), "everywhere", "answer");
    }
    function.end(&[half[..10].to_owned()]);
}

#[test]
fn what_deceives_a_reader_is_written_as_what_it_is() {
    let function = Function::start();
    let deceiving = "\u{1b}[31m\u{8}\u{7f}\u{85}\u{2028}\u{202e}\u{200b}\u{feff}\u{2066}\r\n";
    function.invoke(&format!("a{deceiving}z"), "everywhere", "fail");
    let lines = lines(&function.end(&[]));
    let texts: Vec<_> = lines
        .iter()
        .flat_map(|line| line.as_object().unwrap().values())
        .filter_map(|value| value.as_str())
        .collect();
    assert!(texts.iter().any(|text| text.contains(r"\u{1b}[31m")), "{texts:?}");
    for text in texts {
        assert!(!text.contains(|c| deceiving.contains(c) && !"[31m".contains(c)), "{text:?}");
    }
}
