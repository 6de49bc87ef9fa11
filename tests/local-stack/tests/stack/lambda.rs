//! Lambda runs real processes as AWS does.

use std::{collections::BTreeSet, time::Duration};

use crate::support::{PATIENCE, answer, lambda, order, test_function};
use local_stack::lambda::{FunctionError, FunctionSpec, InvokeOutcome, Lambda, LambdaOptions, PAYLOAD_LIMIT};
use serde_json::{Value, json};
use tokio::{task::JoinHandle, time::timeout};

/// The process that answered; must be an order that tells.
async fn pid(lambda: &Lambda) -> u64 {
    answer(lambda, json!({})).await["pid"].as_u64().unwrap()
}

/// Whether the process still exists.
fn runs(pid: u64) -> bool {
    std::path::Path::new(&format!("/proc/{pid}")).exists()
}

async fn said(lambda: &Lambda, word: &str) {
    lambda.wait_for_log(PATIENCE, |line| line.text == word).await.unwrap();
}

/// An event that hangs, once it does.
async fn hang(lambda: &Lambda) -> JoinHandle<InvokeOutcome> {
    let caller = lambda.clone();
    let hung = tokio::spawn(async move { order(&caller, json!({"do": "hang", "say": "hanging"})).await });
    said(lambda, "hanging").await;
    hung
}

#[track_caller]
fn error(outcome: InvokeOutcome) -> FunctionError {
    let InvokeOutcome::FunctionError(error) = outcome else { panic!("not an error but {outcome:?}") };
    error
}

fn message(error: &FunctionError) -> String {
    let payload: Value = serde_json::from_slice(&error.payload).unwrap();
    assert_eq!(payload["errorType"], error.error_type);
    payload["errorMessage"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_instance_takes_the_next_event() {
    let lambda = lambda(test_function());
    let first = answer(&lambda, json!({})).await;
    let second = answer(&lambda, json!({})).await;
    assert_eq!(first["pid"], second["pid"]);
    assert_eq!((&first["count"], &second["count"]), (&json!(1), &json!(2)));
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_at_the_same_time_get_an_instance_each() {
    let lambda = lambda(test_function());
    let nap = || answer(&lambda, json!({"do": "sleep", "ms": 300}));
    let (a, b, c) = tokio::join!(nap(), nap(), nap());
    let pids: BTreeSet<_> = [a, b, c].iter().map(|answer| answer["pid"].as_u64().unwrap()).collect();
    assert_eq!(pids.len(), 3);
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_beyond_the_last_instance_is_throttled() {
    let lambda = lambda(FunctionSpec { max_instances: 1, ..test_function() });
    let nap = answer(&lambda, json!({"do": "sleep", "ms": 300, "say": "napping"}));
    let late = async {
        said(&lambda, "napping").await;
        order(&lambda, json!({})).await
    };
    assert_eq!(tokio::join!(nap, late).1, InvokeOutcome::Throttled);
    assert!(order(&lambda, json!({})).await.ok().is_some(), "and the next finds it idle again");
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_is_late_is_killed_and_the_next_event_starts_afresh() {
    let lambda = lambda(FunctionSpec { timeout: Duration::from_millis(1_500), ..test_function() });
    let before = pid(&lambda).await;
    let late = error(order(&lambda, json!({"do": "hang"})).await);
    assert_eq!(late.error_type, "Sandbox.Timedout");
    assert!(message(&late).ends_with("Error: Task timed out after 1.50 seconds"), "{}", message(&late));
    assert!(!runs(before), "the process outlived its time-out");
    assert_ne!(pid(&lambda).await, before);
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_over_an_event_is_an_exit_error() {
    let lambda = lambda(test_function());
    for (request, says) in [
        (json!({"do": "exit", "status": 3}), "Error: Runtime exited with error: exit status 3"),
        (json!({"do": "exit", "status": 0}), "Error: Runtime exited without providing a reason"),
        (json!({"do": "abort"}), "Error: Runtime exited with error: signal: aborted"),
    ] {
        let before = pid(&lambda).await;
        let exit = error(order(&lambda, request).await);
        assert_eq!(exit.error_type, "Runtime.ExitError");
        assert!(message(&exit).ends_with(says), "{}", message(&exit));
        assert_ne!(pid(&lambda).await, before);
    }
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_died_idle_costs_no_event() {
    let lambda = lambda(test_function());
    for _ in 0..20 {
        let last = answer(&lambda, json!({"do": "answer-and-exit"})).await;
        assert_ne!(answer(&lambda, json!({})).await["pid"], last["pid"]);
    }
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_the_function_reports_leaves_its_instance_alive() {
    let lambda = lambda(test_function());
    let before = pid(&lambda).await;
    let failed = error(order(&lambda, json!({"do": "fail"})).await);
    assert_eq!((failed.error_type.as_str(), message(&failed).as_str()), ("Test.Failed", "as asked"));
    assert_eq!(pid(&lambda).await, before);
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_start_answers_the_event_that_caused_it() {
    for (init, error_type) in
        [("fail", "Test.InitFailed"), ("exit", "Runtime.ExitError"), ("hang", "Sandbox.Timedout")]
    {
        let mut spec = test_function();
        spec.environment.insert("TEST_INIT".to_owned(), init.to_owned());
        let mut options = LambdaOptions::new("eu-central-1", vec![spec]);
        options.init_limit = Duration::from_millis(if init == "hang" { 200 } else { 10_000 });
        let lambda = Lambda::start(options).unwrap();
        assert_eq!(error(order(&lambda, json!({})).await).error_type, error_type);
        lambda.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_binary_is_said_to_be_missing() {
    let lambda = lambda(FunctionSpec { binary: "/nowhere/test-function".into(), ..test_function() });
    let absent = error(order(&lambda, json!({})).await);
    assert_eq!(absent.error_type, "Runtime.InvalidEntrypoint");
    assert!(message(&absent).contains("/nowhere/test-function"), "{}", message(&absent));
    assert_eq!(lambda.invoke("unknown", "{}".into()).await, InvokeOutcome::NotFound);
}

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
async fn retired_instances_are_gone_and_the_next_start_is_cold() {
    let lambda = lambda(test_function());
    let before = pid(&lambda).await;
    lambda.retire("test-function").await;
    assert!(!runs(before));
    assert_eq!(answer(&lambda, json!({})).await["count"], 1);
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_all_interrupts_the_event_in_progress() {
    let lambda = lambda(test_function());
    pid(&lambda).await;
    let hung = hang(&lambda).await;
    lambda.kill_all("test-function").await;
    let killed = error(timeout(PATIENCE, hung).await.unwrap().unwrap());
    assert!(message(&killed).ends_with("Error: Runtime exited with error: signal: killed"));
    lambda.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_ends_every_process_busy_or_idle() {
    let lambda = lambda(test_function());
    let (nap, idle) = tokio::join!(answer(&lambda, json!({"do": "sleep", "ms": 100})), pid(&lambda));
    let busy = hang(&lambda).await;
    timeout(PATIENCE, lambda.stop()).await.unwrap();
    assert!(!runs(idle) && !runs(nap["pid"].as_u64().unwrap()));
    error(timeout(PATIENCE, busy).await.unwrap().unwrap());
    assert_eq!(order(&lambda, json!({})).await, InvokeOutcome::Throttled, "nothing starts after the end");
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
