//! Messages reach functions, and come again when they must.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use local_stack::{
    aws::{Fault, REGION, Trouble},
    lambda::{FunctionError, InvokeOutcome},
};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{QUEUE, World, bodies, eventually, ok};
use crate::{functions::Functions, support::PATIENCE};

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
    let tries = AtomicU32::new(0);
    let functions = Functions::new(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
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
