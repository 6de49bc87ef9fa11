//! An instance may vanish between any two steps.

use std::time::Duration;

use contracts::{
    clock,
    items::{number, text},
    net::PATIENCE,
    stack::DELIVERIES,
};
use countersign_core::delivery::{DeliverError, End, Handled};
use local_stack::{
    aws::{Fault, Trouble},
    partner::Broken,
};

use crate::site::{Site, attempted};

/// The deadlines of two requests, and what looking for a replaced key and writing the end may take beside them.
const LEASE: Duration = Duration::from_secs(24);

#[tokio::test]
async fn a_crash_while_the_partner_works_leads_to_a_second_attempt_with_the_same_key() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.warehouse.play([Broken::Silence]);
    let instance = site.instance();
    tokio::select! {
        handled = instance.handle(&message) => panic!("the partner says nothing, but {handled:?}"),
        seen = site.warehouse.wait_until(PATIENCE, |seen| seen.requests.len() == 1) => drop(seen.unwrap()),
    }
    assert_eq!(site.instance().handle(&message).await.unwrap(), Handled::NotNow(LEASE), "the claim holds");
    clock::advance(LEASE);
    assert_eq!(site.instance().handle(&message).await.unwrap(), attempted(2, End::Delivered));
    let keys: Vec<_> = site
        .warehouse
        .requests()
        .iter()
        .map(|one| one.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
}

#[tokio::test]
async fn a_delivery_that_could_not_be_settled_is_made_again_and_done_once() {
    let site = Site::start().await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    let outage = async {
        site.warehouse.wait_for(1, PATIENCE).await.unwrap();
        site.stack.aws.faults().inject(Fault::new(Trouble::InternalError).on("UpdateItem").at(DELIVERIES));
    };
    site.warehouse.play([local_stack::partner::Behaviour::Delay(Duration::from_millis(100))]);
    let (handled, ()) = tokio::join!(instance.handle(&message), outage);
    assert!(matches!(handled, Err(DeliverError::Ledger(_))), "{handled:?}");
    site.stack.aws.faults().clear();
    clock::advance(LEASE);
    assert_eq!(instance.handle(&message).await.unwrap(), attempted(2, End::Delivered));
    assert_eq!((site.warehouse.requests().len(), site.warehouse.effects().len()), (2, 1));
}

#[tokio::test]
async fn lost_answers_cost_no_attempt() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.stack.aws.faults().inject(Fault::new(Trouble::CutAfter).on("UpdateItem").times(1));
    site.stack.aws.faults().inject(Fault::new(Trouble::CutAfter).on("GetItem").times(1));
    assert_eq!(site.instance().handle(&message).await.unwrap(), attempted(1, End::Delivered));
    assert!(site.stack.aws.faults().is_spent());
    let row = site.row().await;
    assert_eq!((&row["state"], &row["attempts"]), (&text("delivered"), &number(1)));
}

#[tokio::test]
async fn an_outage_of_the_ledger_sends_nothing() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.stack.aws.faults().inject(Fault::new(Trouble::InternalError).on("UpdateItem"));
    assert!(matches!(site.instance().handle(&message).await, Err(DeliverError::Ledger(_))));
    assert_eq!(site.warehouse.ledger().connections, 0);
}
