//! What waits long is parked, and queued again by the schedule when it is due.

use contracts::{clock, entries::event, items::text};
use countersign_core::delivery::{End, Handled, Reason};
use local_stack::{
    aws::{Fault, Trouble},
    partner::Behaviour,
};

use crate::site::{Site, attempted, step, to};

/// A site with a delivery that was parked after a second attempt, and is due now.
async fn due_now() -> Site {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.warehouse.play([Behaviour::status(503), Behaviour::status(503)]);
    let first = site.instance().handle(&message).await.unwrap();
    clock::advance(first.wait().unwrap());
    let parked = site.instance().handle(&message).await.unwrap();
    assert_eq!(parked, attempted(2, End::Parked(step(30), Reason::PartnerBusy)));
    assert_eq!(parked.wait(), None, "its message is done with");
    let soon = site.instance().handle(&message).await.unwrap();
    assert!(matches!(soon, Handled::NotNow(wait) if wait <= step(30)), "{soon:?}");
    assert_eq!(site.instance().requeue_due(10).await.unwrap(), 0, "nothing is due yet");
    clock::advance(step(30));
    site
}

#[tokio::test]
async fn a_parked_delivery_is_queued_when_it_is_due_and_delivered() {
    let site = due_now().await;
    assert_eq!(site.instance().requeue_due(10).await.unwrap(), 1);
    assert_eq!(site.queued().await, [to("warehouse", event(1))]);
    let handled = site.instance().handle(&to("warehouse", event(1))).await.unwrap();
    assert_eq!(handled, attempted(3, End::Delivered));
    assert_eq!(site.instance().requeue_due(10).await.unwrap(), 0);
    assert_eq!(site.warehouse.effects().len(), 1);
}

#[tokio::test]
async fn a_crash_after_queueing_queues_again_and_delivers_once() {
    let site = due_now().await;
    site.stack.aws.faults().inject(Fault::new(Trouble::InternalError).on("UpdateItem"));
    assert!(site.instance().requeue_due(10).await.is_err(), "it was queued, but not taken out of parking");
    site.stack.aws.faults().clear();
    assert_eq!(site.instance().requeue_due(10).await.unwrap(), 1);
    let queued = site.queued().await;
    assert_eq!(queued.len(), 2);
    for message in queued {
        site.instance().handle(&message).await.unwrap();
    }
    assert_eq!((site.warehouse.requests().len(), site.warehouse.effects().len()), (3, 1));
}

#[tokio::test]
async fn a_queue_that_fails_leaves_it_parked() {
    let site = due_now().await;
    site.stack.aws.faults().inject(Fault::new(Trouble::InternalError).on("SendMessageBatch"));
    assert!(site.instance().requeue_due(10).await.is_err());
    assert_eq!(site.row().await["state"], text("parked"));
    site.stack.aws.faults().clear();
    assert_eq!(site.instance().requeue_due(10).await.unwrap(), 1);
}

#[tokio::test]
async fn a_backlog_is_queued_in_batches() {
    let site = Site::start().await;
    site.warehouse.behave(Behaviour::status_with(503, &[("Retry-After", "60")]));
    for number in 0..25 {
        let message = site.took(number, "orders/create").await;
        site.instance().handle(&message).await.unwrap();
    }
    clock::advance(std::time::Duration::from_mins(1));
    let before = site.stack.aws.calls().mark();
    assert_eq!(site.instance().requeue_due(100).await.unwrap(), 25);
    assert_eq!(site.stack.aws.calls().since(before).of("SendMessageBatch").len(), 3);
    assert_eq!(site.queued().await.len(), 25);
}
