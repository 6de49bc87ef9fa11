//! A function that panics outside any event tells its place, and not what it panicked about.

use std::{ffi::OsString, os::unix::ffi::OsStringExt as _, process::Output};

use flows::{DELIVERY, INTAKE, System, binaries, play};
use serde_json::{Value, json};
use tokio::process::Command;

const VALUE: &[u8] = b"zephyrine.quillfeather@example.com \xff";

/// The Lambda runtime panics over a name that is not Unicode, and its message quotes the name.
async fn end_of(system: &System, function: &str) -> Output {
    let environment = system.stack().lambda.environment(function).expect("a function's environment");
    let mut command = Command::new(binaries().join(function));
    command.env_clear().envs(environment).env("RUST_BACKTRACE", "full").env("AWS_LAMBDA_LOG_LEVEL", "TRACE");
    command.env("AWS_LAMBDA_FUNCTION_NAME", OsString::from_vec(VALUE.to_vec()));
    command.output().await.unwrap()
}

#[test]
fn lg_011_a_real_function_that_panics_writes_one_line_without_the_value() {
    play(async |system| {
        for function in [INTAKE, DELIVERY] {
            let Output { status, stdout, stderr } = end_of(system, function).await;
            let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
            assert_eq!((stdout.lines().count(), &*stderr, status.code()), (1, "", Some(101)), "{stdout}");
            let line: Value = serde_json::from_str(&stdout).unwrap();
            assert_eq!((&line["outcome"], &line["code"]), (&json!("crashed"), &json!("panic")));
            assert_eq!((&line["function"], &line["stage"]), (&json!(function), &json!("local")));
            assert!(line["place"].as_str().unwrap().starts_with("lambda_runtime-"), "{line}");
            assert!(!stdout.contains("zephyrine") && !stdout.contains("[email"), "{stdout}");
        }
    });
}
