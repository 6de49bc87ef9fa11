//! What a function finds around it, and what is kept of what it prints.

use std::time::Duration;

use local_stack::lambda::{InvokeOutcome, Lambda, LambdaOptions, PAYLOAD_LIMIT};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::error;
use crate::support::{PATIENCE, answer, lambda, order, test_function};

#[tokio::test(flavor = "multi_thread")]
async fn payloads_have_lambdas_limit_and_large_ones_pass_quickly() {
    let lambda = lambda(test_function());
    let event = |bytes: usize| {
        let frame = r#"{"do":"length","pad":""}"#.len();
        json!({"do": "length", "pad": "x".repeat(bytes - frame)})
    };
    let largest = timeout(Duration::from_secs(5), answer(&lambda, event(PAYLOAD_LIMIT))).await.unwrap();
    assert_eq!(largest, json!(PAYLOAD_LIMIT));
    assert_eq!(order(&lambda, event(PAYLOAD_LIMIT + 1)).await, InvokeOutcome::TooLarge);

    let quotes = 2;
    let fits = answer(&lambda, json!({"do": "large", "bytes": PAYLOAD_LIMIT - quotes})).await;
    assert_eq!(fits.as_str().unwrap().len(), PAYLOAD_LIMIT - quotes);
    let too_large = order(&lambda, json!({"do": "large", "bytes": PAYLOAD_LIMIT - quotes + 1})).await;
    assert_eq!(error(too_large).error_type, "Function.ResponseSizeTooLarge");
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_finds_what_lambda_defines_and_nothing_of_ours() {
    let mut options = LambdaOptions::new("eu-central-1", vec![test_function()]);
    options.extra_environment.insert("AWS_ENDPOINT_URL".to_owned(), "http://127.0.0.1:1".to_owned());
    let lambda = Lambda::start(options).unwrap();
    let found = answer(&lambda, json!({"do": "environment"})).await;
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "test-function"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_NAME", "countersign-local-test-function"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_REGION", "eu-central-1"),
        ("STAGE", "local"),
        ("TZ", ":UTC"),
    ] {
        assert_eq!(found[name], value, "{name}");
    }
    assert!(found.get("HOME").is_none() && found.get("CARGO_MANIFEST_DIR").is_none(), "{found}");

    let mut told = found.as_object().unwrap().clone();
    told.remove("AWS_LAMBDA_RUNTIME_API").unwrap();
    assert_eq!(json!(lambda.environment("test-function").unwrap()), Value::Object(told));
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_comes_with_the_runtime_apis_headers() {
    let lambda = lambda(test_function());
    let headers = answer(&lambda, json!({"do": "headers"})).await;
    let text = |name: &str| headers[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned();
    assert_eq!(text("lambda-runtime-invoked-function-arn"), test_function().arn);
    assert!(text("lambda-runtime-trace-id").starts_with("Root=1-"));
    assert_eq!(text("lambda-runtime-aws-request-id").len(), 36);
    let deadline = Duration::from_millis(text("lambda-runtime-deadline-ms").parse().unwrap());
    let now = std::time::UNIX_EPOCH.elapsed().unwrap();
    assert!(deadline > now && deadline <= now + PATIENCE);
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_both_streams_are_logged_in_order_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = LambdaOptions::new("eu-central-1", vec![test_function()]);
    options.log_file = Some(folder.path().join("log"));
    let (echo, echoed) = std::sync::mpsc::channel();
    options.echo = Some(Box::new(move |line| echo.send(line.text.clone()).unwrap()));
    let lambda = Lambda::start(options).unwrap();
    let mark = lambda.log_mark();
    let mut expected = Vec::new();
    for round in 0..50 {
        let streams = [("stdout", round * 2), ("stderr", round * 2 + 1)];
        let lines: Vec<_> =
            streams.iter().map(|(to, n)| json!({"to": to, "text": format!("line {n}")})).collect();
        answer(&lambda, json!({"do": "print", "lines": lines})).await;
        expected.extend(streams.iter().map(|(_, n)| format!("line {n}")));
        assert_eq!(lambda.logs("test-function"), expected);
    }
    assert_eq!(lambda.logs_since(mark).len(), 100);
    assert_eq!(echoed.try_iter().collect::<Vec<_>>(), expected);
    let file = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(file.lines().next(), Some("test-function line 0"));
    assert_eq!(file.lines().count(), 100);
    lambda.stop().await;
}
