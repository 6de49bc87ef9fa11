//! What several tests need: the test function, and Lambda running it.

use std::{env, path::PathBuf, time::Duration};

use local_stack::lambda::{FunctionSpec, InvokeOutcome, Lambda, LambdaOptions};
use serde_json::Value;

/// Longer than anything here takes, shorter than anybody's patience.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The test function (`examples/test-function.rs`), which `cargo test` builds beside the tests.
pub(crate) fn test_function() -> FunctionSpec {
    let tests = env::current_exe().unwrap();
    let binary: PathBuf =
        tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples/test-function");
    assert!(binary.exists(), "run `cargo build -p local-stack --examples` first");
    FunctionSpec {
        name: "test-function".to_owned(),
        aws_name: "countersign-local-test-function".to_owned(),
        arn: "arn:aws:lambda:eu-central-1:000000000000:function:countersign-local-test-function".to_owned(),
        binary,
        timeout: PATIENCE,
        memory_mb: 256,
        max_instances: 10,
        environment: [("STAGE".to_owned(), "local".to_owned())].into(),
        working_folder: None,
    }
}

/// Lambda with the test function only.
pub(crate) fn lambda(spec: FunctionSpec) -> Lambda {
    Lambda::start(LambdaOptions::new("eu-central-1", vec![spec])).unwrap()
}

/// Sends one order to the test function.
pub(crate) async fn order(lambda: &Lambda, order: Value) -> InvokeOutcome {
    lambda.invoke("test-function", order.to_string().into()).await
}

/// Sends one order that must succeed, and reads the answer.
pub(crate) async fn answer(lambda: &Lambda, request: Value) -> Value {
    let outcome = order(lambda, request).await;
    let InvokeOutcome::Ok(bytes) = &outcome else { panic!("no answer but {outcome:?}") };
    serde_json::from_slice(bytes).unwrap()
}
