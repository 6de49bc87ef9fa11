//! How a function ends, seen from outside: in a process of its own.

use std::{
    env,
    process::{self, Command, ExitCode, Output},
    thread,
};

use countersign_core::keys::SigningKey;
use serde_json::{Value, json};

use crate::{Refusal, Stopped, correlate, run};

const REQUEST: &str = "8f1c5c0e-2b7d-4f0e-9d55-0f8a4b7a2c11";
const VALUE: &str = "zephyrine.q@example.com";

/// Runs one of the ends below, and gives the lines it wrote to the log. Nothing may come in another way.
fn lines_of(end: &str) -> (Vec<Value>, Option<i32>) {
    let output = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("telemetry::tests::process::{end}"),
            "--ignored",
            "--nocapture",
            "--quiet",
        ])
        .env("RUST_BACKTRACE", "full")
        .env("STAGE", "dev")
        .output()
        .unwrap();
    let Output { status, stdout, stderr } = output;
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(stderr, "");
    assert!(!stdout.contains("zephyrine") && !stdout.contains("Quillfeather"), "{stdout}");
    let of_the_harness = |line: &&str| line.is_empty() || line.starts_with("running ");
    let lines = stdout.lines().filter(|line| !of_the_harness(line));
    let lines = lines.map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not a line: {line}")));
    (lines.collect(), status.code())
}

fn assert_crashed(end: &str) -> Value {
    let (lines, code) = lines_of(end);
    assert_eq!((lines.len(), code), (1, Some(101)), "{lines:?}");
    let line = lines.into_iter().next().unwrap();
    assert_eq!((&line["level"], &line["outcome"]), (&json!("ERROR"), &json!("crashed")));
    assert_eq!((&line["code"], &line["message"]), (&json!("panic"), &json!("the function panicked")));
    line
}

#[test]
fn lg_011_a_panic_tells_its_place_and_the_invocation_and_nothing_else() {
    let line = assert_crashed("panics_in_an_invocation");
    assert_eq!(line["request_id"], REQUEST);
    let place = line["place"].as_str().unwrap();
    assert!(place.contains("countersign-runtime/src/telemetry/tests/process.rs:"), "{place}");
}

#[test]
fn lg_011_an_error_that_was_unwrapped_is_not_told() {
    assert_crashed("unwraps_an_error");
}

#[test]
fn lg_031_a_panic_anywhere_ends_in_one_line_without_a_backtrace() {
    for end in ["panics_in_a_thread", "panics_while_a_line_is_written", "panics_while_a_span_is_recorded"] {
        assert_crashed(end);
    }
}

#[test]
fn lg_031_no_memory_is_left_to_a_core_dump() {
    assert_eq!(lines_of("may_not_be_dumped").0.len(), 0);
}

#[test]
fn a_refusal_to_start_is_one_masked_line() {
    let (lines, _) = lines_of("refuses");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["outcome"], "refused_to_start");
    assert_eq!(lines[0]["message"], "the function does not start: no contact to [email]");
}

#[test]
fn an_end_of_the_lambda_runtime_is_not_taken_for_bad_settings() {
    let (lines, _) = lines_of("loses_the_runtime");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["outcome"], &lines[0]["code"]), (&json!("stopped"), &json!("runtime_error")));
}

#[test]
fn masks_can_be_joined_once_the_writer_has_a_key() {
    let (lines, _) = lines_of("says_the_same_with_a_key");
    let masks: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!((masks.len(), masks[0]), (4, "[email]"));
    assert!(masks[1].starts_with("[email:") && masks[1] == masks[2] && masks[1] != masks[3], "{masks:?}");
}

fn ends(end: fn()) -> ExitCode {
    run("countersign-runtime", async || {
        tracing::error_span!("invocation", request_id = REQUEST).in_scope(end);
        Ok(())
    })
}

struct Panics;

impl std::fmt::Debug for Panics {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("{VALUE}")
    }
}

#[test]
#[ignore = "ends its process"]
fn panics_in_an_invocation() -> ExitCode {
    ends(|| panic!("no stock for {VALUE}, Quillfeather"))
}

#[test]
#[ignore = "ends its process"]
fn unwraps_an_error() -> ExitCode {
    ends(|| {
        let number: Result<u8, _> = VALUE.parse().map_err(|_| VALUE);
        number.unwrap();
    })
}

#[test]
#[ignore = "ends its process"]
fn panics_in_a_thread() -> ExitCode {
    ends(|| drop(thread::spawn(|| panic!("{VALUE}")).join()))
}

#[test]
#[ignore = "ends its process"]
fn panics_while_a_line_is_written() -> ExitCode {
    ends(|| tracing::info!(sample = ?Panics, "a sentence"))
}

#[test]
#[ignore = "ends its process"]
fn panics_while_a_span_is_recorded() -> ExitCode {
    ends(|| {
        tracing::Span::current().record("request_id", tracing::field::debug(Panics));
    })
}

#[test]
#[ignore = "ends its process"]
fn may_not_be_dumped() {
    ends(|| {
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior(), Ok(rustix::process::DumpableBehavior::NotDumpable));
        process::exit(0);
    });
}

#[test]
#[ignore = "ends its process"]
fn loses_the_runtime() {
    run("countersign-runtime", async || Err(Stopped::ByRuntime));
    process::exit(0);
}

#[test]
#[ignore = "ends its process"]
fn refuses() {
    run("countersign-runtime", async || Err(Refusal::because(format!("no contact to {VALUE}")).into()));
    process::exit(0);
}

#[test]
#[ignore = "ends its process"]
fn says_the_same_with_a_key() {
    ends(|| {
        tracing::info!("{VALUE}");
        correlate(SigningKey::parse_own("test-secret-of-sixteen-or-more").unwrap());
        tracing::info!("{VALUE}");
        correlate(SigningKey::parse_own("test-secret-of-somebody-else").unwrap());
        tracing::info!("{VALUE}");
        tracing::info!("another.{VALUE}");
        process::exit(0);
    });
}
