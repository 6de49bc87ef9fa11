//! Records reach the queue: the right ones, once, also over trouble and restarts.

use std::time::Duration;

use local_stack::aws::{Fault, Trouble};
use tokio::time::Instant;

use super::{World, event, eventually};
use crate::functions::Functions;

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
