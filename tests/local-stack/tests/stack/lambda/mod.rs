//! Lambda runs real processes as AWS does.

mod failures;
mod instances;
mod surroundings;

use local_stack::lambda::{FunctionError, InvokeOutcome, Lambda};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{PATIENCE, answer, order};

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
