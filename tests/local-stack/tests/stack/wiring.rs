//! Queues invoke functions, pipes carry records, schedules fire; and all of it survives trouble and restarts.

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use local_stack::{
    aws::{Aws, AwsOptions, Fault, REGION, Trouble},
    lambda::{FunctionError, Invoke, InvokeOutcome},
    template::{Cadence, Template},
    wiring::{Wiring, WiringOptions},
};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::{functions::Functions, support::PATIENCE};

const QUEUE: &str = "test-local-deliveries";
const TABLE: &str = "test-local-journal";

/// AWS with the template's tables and queues, and a template to change before it is wired.
struct World {
    aws: Aws,
    template: Template,
}

impl World {
    async fn start(data_dir: Option<&Path>) -> Self {
        let aws = Aws::start(AwsOptions { data_dir: data_dir.map(Path::to_owned) }).await.unwrap();
        let mut template = crate::template::template();
        template.event_sources[0].window = Duration::ZERO;
        template.create_tables(&aws.dynamodb()).await.unwrap();
        Self { aws, template }
    }

    /// Without the pipe, for tests of the queue alone.
    async fn of_queue() -> Self {
        let mut world = Self::start(None).await;
        world.template.pipes.clear();
        world
    }

    /// Without the queue's function, for tests of the pipe alone.
    async fn of_pipe(data_dir: Option<&Path>) -> Self {
        let mut world = Self::start(data_dir).await;
        world.template.event_sources.clear();
        world
    }

    async fn wire(&self, functions: Arc<dyn Invoke>, data_dir: Option<&Path>) -> Wiring {
        self.template.create_queues(&self.aws.sqs(), REGION).await.unwrap();
        let options = WiringOptions {
            region: REGION.to_owned(),
            functions,
            sqs: self.aws.sqs(),
            dynamodb_streams: self.aws.dynamodb_streams(),
            data_dir: data_dir.map(Path::to_owned),
        };
        Wiring::start(&self.template, options).await.unwrap()
    }

    async fn url(&self) -> String {
        self.aws.sqs().get_queue_url().queue_name(QUEUE).send().await.unwrap().queue_url.unwrap()
    }

    async fn send(&self, body: &str) {
        self.aws.sqs().send_message().queue_url(self.url().await).message_body(body).send().await.unwrap();
    }

    /// The bodies of the next `count` messages, which are deleted.
    async fn receive(&self, count: usize) -> BTreeSet<String> {
        let (sqs, url) = (self.aws.sqs(), self.url().await);
        let mut bodies = BTreeSet::new();
        while bodies.len() < count {
            let received =
                sqs.receive_message().queue_url(&url).max_number_of_messages(10).wait_time_seconds(20);
            let received = received.send().await.unwrap().messages.unwrap_or_default();
            assert!(!received.is_empty(), "only {bodies:?} came");
            for message in received {
                sqs.delete_message()
                    .queue_url(&url)
                    .receipt_handle(message.receipt_handle.unwrap())
                    .send()
                    .await
                    .unwrap();
                assert!(bodies.insert(message.body.unwrap()), "a message came twice");
            }
        }
        bodies
    }

    /// Waits until the queue holds nothing, hidden or not.
    async fn drained(&self) {
        let (sqs, url) = (self.aws.sqs(), self.url().await);
        let all = aws_sdk_sqs::types::QueueAttributeName::All;
        let empty = async {
            loop {
                let request = sqs.get_queue_attributes().queue_url(&url).attribute_names(all.clone());
                let attributes = request.send().await.unwrap().attributes.unwrap();
                let count = |name: &str| attributes[&name.into()].as_str() == "0";
                if count("ApproximateNumberOfMessages") && count("ApproximateNumberOfMessagesNotVisible") {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, empty).await.expect("the queue did not become empty");
    }

    async fn put(&self, id: &str, part: &str) {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let request = self.aws.dynamodb().put_item().table_name(TABLE);
        request.item("id", text(id)).item("part", text(part)).send().await.unwrap();
    }
}

fn ok(answer: &Value) -> InvokeOutcome {
    InvokeOutcome::Ok(answer.to_string().into())
}

fn event(id: &str) -> String {
    json!({ "event": id }).to_string()
}

fn bodies(invocation: &(String, Value)) -> Vec<String> {
    let records = invocation.1["Records"].as_array().unwrap();
    records.iter().map(|record| record["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_its_function_in_the_documented_form_and_is_deleted() {
    let world = World::of_queue().await;
    let functions = Functions::new(|_| ok(&json!({"batchItemFailures": []})));
    let wiring = world.wire(functions.clone(), None).await;
    world.send("hello").await;
    let (function, event) = functions.wait_for(1).await.remove(0);
    assert_eq!(function, "delivery");
    let record = &event["Records"][0];
    for (name, value) in [
        ("body", "hello"),
        ("md5OfBody", "5d41402abc4b2a76b9719d911017c592"),
        ("eventSource", "aws:sqs"),
        ("eventSourceARN", "arn:aws:sqs:eu-central-1:000000000000:test-local-deliveries"),
        ("awsRegion", "eu-central-1"),
    ] {
        assert_eq!(record[name], value, "{name}");
    }
    assert!(record["messageId"].is_string() && record["receiptHandle"].is_string());
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert!(record["attributes"]["SentTimestamp"].is_string());
    assert_eq!(record["messageAttributes"], json!({}));
    world.drained().await;
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_the_function_reports_comes_again_and_the_others_do_not() {
    let mut world = World::of_queue().await;
    world.template.queues.iter_mut().for_each(|queue| queue.visibility = Duration::from_secs(1));
    let functions = Functions::new(|event| {
        let failed = event["Records"].as_array().unwrap().iter().filter(|record| {
            record["body"] == "bad" && record["attributes"]["ApproximateReceiveCount"] == "1"
        });
        let failures: Vec<_> = failed.map(|record| json!({"itemIdentifier": record["messageId"]})).collect();
        ok(&json!({ "batchItemFailures": failures }))
    });
    let wiring = world.wire(functions.clone(), None).await;
    world.send("good").await;
    world.send("bad").await;
    world.drained().await;
    let mut handled: Vec<_> = functions.events().iter().flat_map(bodies).collect();
    handled.sort();
    assert_eq!(handled, ["bad", "bad", "good"]);
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_function_fails_comes_again() {
    let mut world = World::of_queue().await;
    world.template.queues.iter_mut().for_each(|queue| queue.visibility = Duration::from_secs(1));
    let functions = Functions::new(|event| {
        if event["Records"][0]["attributes"]["ApproximateReceiveCount"] != "1" {
            return ok(&Value::Null);
        }
        InvokeOutcome::FunctionError(FunctionError { error_type: "Test.Failed".into(), payload: "{}".into() })
    });
    let wiring = world.wire(functions.clone(), None).await;
    world.send("hello").await;
    world.drained().await;
    assert_eq!(functions.events().len(), 2);
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_batch_is_tried_again_long_before_its_messages_come_back() {
    let world = World::of_queue().await;
    let tries = std::sync::atomic::AtomicU32::new(0);
    let functions = Functions::new(move |_| match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0..3 => InvokeOutcome::Throttled,
        _ => ok(&Value::Null),
    });
    let wiring = world.wire(functions.clone(), None).await;
    world.send("hello").await;
    let tries = functions.wait_for(4).await;
    assert!(
        tries.iter().all(|(_, event)| event["Records"][0]["attributes"]["ApproximateReceiveCount"] == "1")
    );
    world.drained().await;
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_and_their_number_stay_within_the_limits() {
    let mut world = World::of_queue().await;
    world.template.event_sources[0].batch_size = 2;
    world.template.event_sources[0].max_concurrency = Some(2);
    world.template.create_queues(&world.aws.sqs(), REGION).await.unwrap();
    for n in 0..6 {
        world.send(&n.to_string()).await;
    }
    let functions = Functions::hanging();
    let wiring = world.wire(functions.clone(), None).await;
    functions.wait_for(2).await;
    // Nothing to wait for: what is proved is that nothing more comes.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let batches = functions.events();
    assert_eq!(batches.len(), 2, "{batches:?}");
    assert!(batches.iter().all(|batch| bodies(batch).len() <= 2), "{batches:?}");
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_lets_a_batch_fill() {
    let mut world = World::of_queue().await;
    world.template.event_sources[0].window = Duration::from_secs(10);
    world.template.event_sources[0].batch_size = 3;
    let functions = Functions::new(|_| ok(&Value::Null));
    let wiring = world.wire(functions.clone(), None).await;
    for n in 0..3 {
        world.send(&n.to_string()).await;
    }
    assert_eq!(bodies(&functions.wait_for(1).await[0]).len(), 3);
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_gives_messages_under_way_back_at_once() {
    let world = World::of_queue().await;
    let functions = Functions::hanging();
    let wiring = world.wire(functions.clone(), None).await;
    world.send("hello").await;
    functions.wait_for(1).await;
    timeout(PATIENCE, wiring.stop()).await.unwrap();
    let back = timeout(Duration::from_secs(5), world.receive(1)).await.unwrap();
    assert_eq!(back, ["hello".to_owned()].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_in_trouble_is_named_until_it_recovers() {
    let world = World::of_queue().await;
    world.aws.faults().inject(
        Fault::new(Trouble::Refused { status: 403, code: "AccessDenied".into() }).on("ReceiveMessage"),
    );
    let functions = Functions::new(|_| ok(&Value::Null));
    let wiring = world.wire(functions.clone(), None).await;
    eventually(|| wiring.troubles().contains_key(QUEUE)).await;
    world.aws.faults().clear();
    world.send("hello").await;
    functions.wait_for(1).await;
    eventually(|| wiring.troubles().is_empty()).await;
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_carries_what_passes_its_filter_as_its_template_says() {
    let world = World::of_pipe(None).await;
    world.put("evt_before", "head#deliver").await;
    let wiring = world.wire(Functions::hanging(), None).await;
    for (id, part) in
        [("evt_1", "head#deliver"), ("evt_2", "head#record"), ("evt_3", "part#1"), ("evt_4", "head#deliver")]
    {
        world.put(id, part).await;
    }
    // An item written again is no insertion, and comes through only if it is mistaken for one.
    world.put("evt_1", "head#deliver").await;
    world.put("evt_last", "head#deliver").await;
    let expected = ["evt_1", "evt_4", "evt_before", "evt_last"].map(event);
    assert_eq!(world.receive(4).await, expected.into());
    wiring.stop().await;
    world.drained().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_is_quick() {
    let world = World::of_pipe(None).await;
    let wiring = world.wire(Functions::hanging(), None).await;
    let start = Instant::now();
    for n in 0..10 {
        world.put(&format!("evt_{n}"), "head#deliver").await;
        world.receive(1).await;
    }
    assert!(start.elapsed() < Duration::from_secs(3), "{:?} for ten records", start.elapsed());
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_goes_on_where_it_was_before_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (data, pipes) = (folder.path().join("aws"), folder.path());
    let world = World::of_pipe(Some(&data)).await;
    let wiring = world.wire(Functions::hanging(), Some(pipes)).await;
    world.put("evt_1", "head#deliver").await;
    assert_eq!(world.receive(1).await, [event("evt_1")].into());
    wiring.stop().await;
    world.put("evt_2", "head#deliver").await;
    world.aws.stop().await.unwrap();

    let world = World::of_pipe(Some(&data)).await;
    let wiring = world.wire(Functions::hanging(), Some(pipes)).await;
    world.put("evt_3", "head#deliver").await;
    assert_eq!(world.receive(2).await, ["evt_2", "evt_3"].map(event).into(), "missed, or repeated evt_1");
    wiring.stop().await;
    world.drained().await;
    world.aws.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_that_begins_at_the_end_carries_only_what_comes() {
    let mut world = World::of_pipe(None).await;
    world.template.pipes[0].from_start = false;
    world.put("evt_old", "head#deliver").await;
    let wiring = world.wire(Functions::hanging(), None).await;
    world.put("evt_new", "head#deliver").await;
    assert_eq!(world.receive(1).await, [event("evt_new")].into());
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_loses_nothing_while_its_queue_is_in_trouble() {
    let world = World::of_pipe(None).await;
    let wiring = world.wire(Functions::hanging(), None).await;
    let refusal = Trouble::Refused { status: 403, code: "AccessDenied".into() };
    world.aws.faults().inject(Fault::new(refusal).on("SendMessageBatch"));
    world.put("evt_1", "head#deliver").await;
    eventually(|| wiring.troubles().contains_key("test-local-bell")).await;
    world.put("evt_2", "head#deliver").await;
    world.aws.faults().clear();
    assert_eq!(world.receive(2).await, ["evt_1", "evt_2"].map(event).into());
    eventually(|| wiring.troubles().is_empty()).await;
    wiring.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_fires_by_hand_and_by_itself() {
    let mut world = World::start(None).await;
    world.template.event_sources.clear();
    world.template.pipes.clear();
    let functions = Functions::new(|event| ok(&event["task"]));
    let wiring = world.wire(functions.clone(), None).await;
    assert_eq!(wiring.fire("test-local-every-minute").await, Some(ok(&json!("requeue-due"))));
    assert_eq!(wiring.fire("AtNoon").await, Some(ok(&json!("noon"))));
    assert_eq!(wiring.fire("unknown").await, None);
    assert_eq!(functions.events()[0], ("delivery".to_owned(), json!({"task": "requeue-due"})));
    wiring.stop().await;

    for schedule in &mut world.template.schedules {
        if schedule.name == "test-local-every-minute" {
            schedule.cadence = Cadence::Every(Duration::from_millis(20));
        }
    }
    // A firing that hangs does not hold up the next.
    let hanging = Functions::hanging();
    let wiring = world.wire(hanging.clone(), None).await;
    let fired = hanging.wait_for(3).await;
    assert!(fired.iter().all(|(_, event)| *event == json!({"task": "requeue-due"})));
    timeout(PATIENCE, wiring.stop()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn wiring_to_what_does_not_exist_is_refused_by_name() {
    let world = World::of_queue().await;
    let options = WiringOptions {
        region: REGION.to_owned(),
        functions: Functions::hanging(),
        sqs: world.aws.sqs(),
        dynamodb_streams: world.aws.dynamodb_streams(),
        data_dir: None,
    };
    let Err(refused) = Wiring::start(&world.template, options).await else {
        panic!("there is no such queue")
    };
    assert_eq!(refused.to_string(), "cannot start `test-local-deliveries`: the queue cannot be found");
}

async fn eventually(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, wait).await.expect("it never came true");
}
