//! Schedules fire, and wiring to nowhere is refused.

use std::time::Duration;

use local_stack::{
    aws::REGION,
    template::Cadence,
    wiring::{Wiring, WiringOptions},
};
use serde_json::json;
use tokio::time::timeout;

use super::{World, ok};
use crate::{functions::Functions, support::PATIENCE};

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
