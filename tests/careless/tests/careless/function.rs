//! The function on Lambda, and everything that came out of it.

use std::path::Path;

use canary::{Canaries, Planted};
use local_stack::{
    lambda::{FunctionSpec, InvokeOutcome, Lambda, LambdaOptions},
    record::{Place, Record, Recorder},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const NAME: &str = "careless";

/// What operators need, and so must stay.
pub(crate) const EVENT: &str = "evt_0f1e2d3c4b5a69788796a5b4c3d2e1f0";
pub(crate) const STORE: &str = "shopify#acme-flows.myshopify.com";
pub(crate) const TOPIC: &str = "orders/create";
pub(crate) const PARTNER: &str = "warehouse";

/// A running function.
pub(crate) struct Function {
    runtime: Runtime,
    lambda: Lambda,
    recorder: Recorder,
    folder: TempDir,
}

impl Function {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (recorder, folder) = (Recorder::keeping(), tempfile::tempdir().unwrap());
        let mut options = LambdaOptions::new("eu-central-1", vec![spec()]);
        options.recorder = recorder.clone();
        options.folder = Some(folder.path().to_owned());
        let lambda = runtime.block_on(async { Lambda::start(options) }).unwrap();
        Self { runtime, lambda, recorder, folder }
    }

    /// Gives it `text` to be careless with. `log` and `then` are words of its payload.
    pub(crate) fn invoke(&self, text: &str, log: &str, then: &str) -> InvokeOutcome {
        let known = json!({"event_id": EVENT, "store": STORE, "topic": TOPIC, "partner": PARTNER});
        self.invoke_with(&json!({"text": text, "known": known, "log": log, "then": then}))
    }

    pub(crate) fn invoke_with(&self, payload: &Value) -> InvokeOutcome {
        self.runtime.block_on(self.lambda.invoke(NAME, payload.to_string().into()))
    }

    /// Ends it and gives away what came out, of which nothing is planted. It must have left no file.
    pub(crate) fn end(self, planted: &[String]) -> Vec<Record> {
        self.runtime.block_on(self.lambda.stop());
        let records = self.recorder.take();
        assert_absent(planted, &records);
        assert_eq!(files(self.folder.path()), Vec::<String>::new());
        records
    }
}

/// The lines among the records, each a JSON object.
pub(crate) fn lines(records: &[Record]) -> Vec<Value> {
    let printed = records.iter().filter(|record| matches!(record.place, Place::Output { .. }));
    let line = |record: &Record| {
        let text = String::from_utf8_lossy(&record.bytes);
        serde_json::from_slice::<Value>(&record.bytes).unwrap_or_else(|_| panic!("not a log line: {text}"))
    };
    printed.map(line).collect()
}

pub(crate) fn assert_absent(planted: &[String], records: &[Record]) {
    let named = |value: &String| Planted { name: "a planted value".to_owned(), value: value.clone() };
    let canaries = Canaries::new(planted.iter().map(named));
    for record in records {
        let found: Vec<_> = canaries.find(&record.bytes).iter().map(ToString::to_string).collect();
        let text = String::from_utf8_lossy(&record.bytes);
        assert!(found.is_empty(), "{found:?} stands in {}: {text}", record.place);
    }
}

fn files(folder: &Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] })
        .collect()
}

fn spec() -> FunctionSpec {
    let environment = [("STAGE", "local"), ("AWS_LAMBDA_LOG_LEVEL", "TRACE"), ("RUST_BACKTRACE", "full")];
    FunctionSpec {
        name: NAME.to_owned(),
        aws_name: format!("countersign-local-{NAME}"),
        arn: format!("arn:aws:lambda:eu-central-1:000000000000:function:countersign-local-{NAME}"),
        binary: env!("CARGO_BIN_EXE_careless").into(),
        timeout: std::time::Duration::from_secs(20),
        memory_mb: 256,
        max_instances: 10,
        environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        working_folder: None,
    }
}
