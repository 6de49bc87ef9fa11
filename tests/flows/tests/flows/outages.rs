//! The journal is slow or away: nothing is said that is not true.

use std::time::Duration;

use flows::{INTAKE, System, play, refused, taken};
use local_stack::{
    aws::{Fault, Trouble},
    stores::{Delivery, NoAnswer, now, woocommerce::Webhook},
};

/// More than the intake tries in one request.
const MORE_THAN_ALL_TRIES: u32 = 1_000;

fn away(trouble: Trouble) -> Fault {
    Fault::new(trouble).on("PutItem").by(INTAKE)
}

/// The store is told to come back, nothing is kept, and once the trouble is over its retry is taken.
async fn check(system: &System, trouble: Trouble) {
    let delivery = system.order_on("orders/create");
    system.stack().aws.faults().inject(away(trouble).times(MORE_THAN_ALL_TRIES));
    let before = system.entries().await.len();
    let answer = system.send(&delivery).await;
    refused(&answer, 503, "unavailable");
    assert!(answer.unwrap().header("retry-after").is_some());
    assert_eq!(system.entries().await.len(), before);
    system.stack().aws.faults().clear();
    let event = taken(&system.send(&delivery).await, "accepted");
    assert_eq!(system.effects("warehouse", &event).await.len(), 1);
}

#[test]
fn a_journal_that_fails_means_503_and_no_event_until_the_stores_retry() {
    play(async |system| {
        for trouble in [Trouble::InternalError, Trouble::Throttled, Trouble::CutBefore] {
            check(system, trouble).await;
        }
    });
}

#[test]
fn a_journal_that_refuses_pages_somebody_and_means_503() {
    play(async |system| {
        system.expects_error("unavailable");
        check(system, Trouble::Refused { status: 400, code: "AccessDeniedException".to_owned() }).await;
    });
}

fn woo_order(system: &System) -> Delivery {
    system.woocommerce.delivery(&Webhook::new(11, "order.created"), system.woo_order().body(), now())
}

/// Shopify hangs up after five seconds; WooCommerce waits for the intake's own end.
#[test]
fn a_journal_that_is_slow_means_no_2xx_before_the_write() {
    play(async |system| {
        let slow = Trouble::Delay(Duration::from_hours(1));
        system.stack().aws.faults().inject(away(slow));
        let (order, other) = (system.order_on("orders/create"), woo_order(system));
        let (hung_up, told) = tokio::join!(system.send(&order), system.woo_send(&other));
        assert!(matches!(hung_up, Err(NoAnswer::TimedOut(_))), "{hung_up:?}");
        refused(&told, 503, "unavailable");
        assert_eq!(system.entries().await.len(), 0);
        system.stack().aws.faults().clear();
        taken(&system.send(&order).await, "accepted");
        taken(&system.woo_send(&other).await, "accepted");
    });
}

#[test]
fn a_short_failure_is_bridged_within_one_request() {
    play(async |system| {
        let faults = system.stack().aws.faults();
        faults.inject(away(Trouble::Throttled).times(2));
        taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        faults.inject(away(Trouble::CutBefore).times(1));
        taken(&system.send(&system.order_on("orders/create")).await, "accepted");
    });
}
