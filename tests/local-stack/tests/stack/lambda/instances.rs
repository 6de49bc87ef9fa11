//! Cold starts, reuse, limits and ends of instances.

use std::collections::BTreeSet;

use local_stack::lambda::{FunctionSpec, InvokeOutcome};
use serde_json::json;
use tokio::time::timeout;

use super::{error, hang, message, pid, runs, said};
use crate::support::{PATIENCE, answer, lambda, order, test_function};

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
async fn an_instance_that_died_idle_costs_no_event() {
    let lambda = lambda(test_function());
    for _ in 0..20 {
        let last = answer(&lambda, json!({"do": "answer-and-exit"})).await;
        assert_ne!(answer(&lambda, json!({})).await["pid"], last["pid"]);
    }
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
