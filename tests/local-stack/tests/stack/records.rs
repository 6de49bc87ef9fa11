//! Whatever comes out of a function, or goes to AWS, is kept for a search.

use std::{collections::BTreeSet, fs, sync::Arc, time::Duration};

use local_stack::{
    aws::{Aws, AwsOptions},
    gateway::{Gateway, GatewayOptions},
    lambda::{InvokeOutcome, Lambda, LambdaOptions},
    record::{Place, Record, Recorder},
    template::Route,
};
use serde_json::{Value, json};

use crate::{
    functions::Functions,
    http::send,
    support::{answer, order, test_function},
};

/// The places at which `text` came out.
fn places(records: &[Record], text: &str) -> BTreeSet<String> {
    let holding =
        records.iter().filter(|record| record.bytes.windows(text.len()).any(|part| part == text.as_bytes()));
    holding.map(|record| record.place.to_string()).collect()
}

fn lambda(recorder: &Recorder, environment: &[(&str, &str)]) -> Lambda {
    let mut spec = test_function();
    spec.environment
        .extend(environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let mut options = LambdaOptions::new("eu-central-1", vec![spec]);
    options.recorder = recorder.clone();
    Lambda::start(options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_answers_and_errors_of_a_function_are_kept() {
    let recorder = Recorder::keeping();
    let running = lambda(&recorder, &[]);
    let lines =
        json!([{"to": "stdout", "text": "told on stdout"}, {"to": "stderr", "text": "told on stderr"}]);
    answer(&running, json!({"do": "print", "lines": lines})).await;
    answer(&running, json!({"do": "reply", "reply": "told in an answer"})).await;
    order(&running, json!({"do": "fail"})).await;
    running.stop().await;
    let failing = lambda(&recorder, &[("TEST_INIT", "fail")]);
    order(&failing, json!({})).await;
    failing.stop().await;
    let records = recorder.take();
    let (output, runtime) = ("the output of test-function", "what test-function told the Runtime API");
    assert_eq!(places(&records, "told on stdout"), [output.to_owned()].into());
    assert_eq!(places(&records, "told on stderr"), [output.to_owned()].into());
    assert_eq!(places(&records, "told in an answer"), [format!("{runtime} (response)")].into());
    assert_eq!(places(&records, "as asked"), [format!("{runtime} (error)")].into());
    assert!(places(&records, "Test.InitFailed").contains(&format!("{runtime} (error)")));
    assert!(places(&records, "host: runtime").contains(&format!("{runtime} (init/error)")), "no heads");
    assert!(recorder.take().is_empty(), "a record was given away twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_and_body_of_an_answer_are_kept() {
    let recorder = Recorder::keeping();
    let reply = json!({"statusCode": 400, "headers": {"x-told": "in a header"}, "body": "told in a body"});
    let functions = Functions::new(move |_: &Value| InvokeOutcome::Ok(reply.to_string().into()));
    let key = "POST /told".parse().unwrap();
    let route = Route { key, function: "test-function".to_owned(), timeout: Duration::from_secs(20) };
    let gateway = Gateway::start(GatewayOptions {
        region: "eu-central-1".to_owned(),
        routes: vec![route],
        functions: Arc::clone(&functions) as _,
        recorder: recorder.clone(),
    });
    let gateway = gateway.await.unwrap();
    send(&gateway.url(), "POST /told", &[], b"").await;
    gateway.stop().await;
    let records = recorder.take();
    assert_eq!(places(&records, "in a header"), ["the header x-told of an answer".to_owned()].into());
    assert_eq!(places(&records, "told in a body"), [Place::Answer.to_string()].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_to_aws_is_kept_also_one_that_is_refused() {
    let recorder = Recorder::keeping();
    let aws = Aws::start(AwsOptions { recorder: recorder.clone(), ..AwsOptions::default() }).await.unwrap();
    let queue = aws.sqs().create_queue().queue_name("told").send().await.unwrap();
    let send = aws.sqs().send_message().set_queue_url(queue.queue_url).message_body("told in a message");
    send.send().await.unwrap();
    let table = aws.dynamodb().get_item().table_name("told").key("id", attribute("told in a key"));
    table.send().await.unwrap_err();
    aws.stop().await.unwrap();
    let records = recorder.take();
    assert_eq!(places(&records, "told in a message"), ["sqs:SendMessage by stack".to_owned()].into());
    assert_eq!(places(&records, "told in a key"), ["dynamodb:GetItem by stack".to_owned()].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_runs_in_folders_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = LambdaOptions::new("eu-central-1", vec![test_function()]);
    options.folder = Some(folder.path().to_owned());
    let lambda = Lambda::start(options).unwrap();
    let found = answer(&lambda, json!({"do": "environment"})).await;
    let process = answer(&lambda, json!({})).await["pid"].as_u64().unwrap();
    let works = fs::read_link(format!("/proc/{process}/cwd")).unwrap();
    assert_eq!(works, folder.path().join("work").canonicalize().unwrap());
    for (name, path) in [("HOME", "home"), ("TMPDIR", "tmp")] {
        assert_eq!(found[name], folder.path().join(path).display().to_string());
        assert!(folder.path().join(path).is_dir());
    }
    lambda.stop().await;
}

fn attribute(text: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned())
}
