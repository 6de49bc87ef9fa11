//! What operators need is on every line.

use std::collections::BTreeSet;

use local_stack::record::Record;
use serde_json::Value;

use crate::{
    canaries::all,
    function::{EVENT, Function, NAME, PARTNER, STORE, TOPIC, lines},
};

fn careless_lines() -> (Vec<Value>, usize) {
    let (function, canaries) = (Function::start(), all());
    for canary in &canaries {
        function.invoke(&canary.text, "everywhere", "answer");
    }
    let records: Vec<Record> = function.end(&[]);
    (lines(&records), canaries.len())
}

#[test]
fn every_line_says_when_who_and_in_which_invocation() {
    let (lines, invocations) = careless_lines();
    let mut ids = BTreeSet::new();
    for line in &lines {
        assert_eq!((&line["function"], &line["stage"]), (&NAME.into(), &"local".into()), "{line}");
        for name in ["timestamp", "level", "message"] {
            assert!(line[name].is_string(), "{name} is missing: {line}");
        }
        // A careless field may have taken the place of an id, and then says that it is none.
        if line["request_id"] != "[malformed]" {
            ids.insert(line["request_id"].as_str().unwrap_or_else(|| panic!("no request_id: {line}")));
            assert!(line["trace_id"].as_str().unwrap().starts_with("1-"), "{line}");
        }
    }
    assert_eq!(ids.len(), invocations);
    let levels: BTreeSet<_> = lines.iter().map(|line| line["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].into());
}

#[test]
fn known_ids_stay_whatever_stands_beside_them() {
    let (lines, invocations) = careless_lines();
    let behaved: Vec<_> = lines.iter().filter(|line| line["event_id"] == EVENT).collect();
    assert_eq!(behaved.len(), invocations);
    for line in behaved {
        for (name, value) in [("store", STORE), ("topic", TOPIC), ("partner", PARTNER), ("outcome", NAME)] {
            assert_eq!(line[name], value, "{line}");
        }
        assert_eq!((&line["ms"], &line["bytes"]), (&7.into(), &8.into()), "{line}");
        assert!(line["_aws"].is_object(), "{line}");
    }
}
