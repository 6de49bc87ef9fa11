//! The events in `events/partner-delivery`: written here, read by this test, by `sam local invoke` and by the emulator.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::bench::{Bench, batch};

/// What each event comes to: 200 done, 207 some messages stay, 500 the invocation failed.
const EXPECTED: &str = "expected.json";

/// No journal holds these, so they can be handed over anywhere and any number of times.
const GONE: [&str; 2] = [
    r#"{"event":"evt_00000000000000000000000000000000"}"#,
    r#"{"event":"evt_00000000000000000000000000000001"}"#,
];

fn events() -> [(&'static str, String, u64); 5] {
    [
        ("batch.json", batch(&[("test-message-1", 1, GONE[0]), ("test-message-2", 3, GONE[1])]), 200),
        (
            "batch-with-one-unreadable.json",
            batch(&[("test-message-1", 1, GONE[0]), ("test-message-2", 1, "{}")]),
            207,
        ),
        ("check-masking.json", r#"{"task":"check-masking"}"#.to_owned(), 200),
        ("malformed.json", "{}".to_owned(), 500),
        ("requeue-due.json", r#"{"task":"requeue-due"}"#.to_owned(), 200),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/partner-delivery")
}

/// Every file of the folder by its name, as it should be.
fn files() -> BTreeMap<String, String> {
    let expected: Map<_, _> =
        events().into_iter().map(|(name, _, status)| (name.to_owned(), status.into())).collect();
    let files = events().into_iter().map(|(name, event, _)| (name, serde_json::from_str(&event).unwrap()));
    let files = files.chain([(EXPECTED, Value::from(expected))]);
    files
        .map(|(name, value)| (name.to_owned(), serde_json::to_string_pretty(&value).unwrap() + "\n"))
        .collect()
}

fn stored() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap());
    files
        .map(|file| (file.file_name().into_string().unwrap(), fs::read_to_string(file.path()).unwrap()))
        .collect()
}

async fn outcome(event: &str) -> u64 {
    match Bench::empty().invoke(event).await {
        Ok(answer) if answer["batchItemFailures"].as_array().unwrap().is_empty() => 200,
        Ok(_) => 207,
        Err(_) => 500,
    }
}

#[test]
fn the_folder_holds_what_is_written_here() {
    let (stored, files) = (stored(), files());
    assert!(stored.keys().eq(files.keys()), "{:?} instead of {:?}", stored.keys(), files.keys());
    for (name, text) in files {
        assert_eq!(stored[&name], text, "{name}: write the events anew, see events/README.md");
    }
}

#[tokio::test]
async fn every_event_comes_to_what_is_expected() {
    let stored = stored();
    let expected: Map<String, Value> = serde_json::from_str(&stored[EXPECTED]).unwrap();
    for (name, status) in expected {
        assert_eq!(outcome(&stored[&name]).await, status, "{name}");
    }
}

#[test]
#[ignore = "writes into events/; run it after a change of what is written there"]
fn write_the_events() {
    for name in stored().keys() {
        fs::remove_file(folder().join(name)).unwrap();
    }
    for (name, text) in files() {
        fs::write(folder().join(name), text).unwrap();
    }
}
