//! What an invoker is told when a function fails, in AWS's words.

use std::time::Duration;

use local_stack::lambda::{FunctionSpec, InvokeOutcome, Lambda, LambdaOptions};
use serde_json::json;

use super::{error, message, pid, runs};
use crate::support::{lambda, order, test_function};

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
