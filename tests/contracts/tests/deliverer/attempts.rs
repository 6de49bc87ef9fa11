//! An attempt that fails is followed by another, later.

use std::time::Duration;

use contracts::{
    clock,
    items::{number, text},
    net::{client_over, credentials},
    tls::TestAuthority,
};
use countersign_core::delivery::{End, Handled, Reason};
use local_stack::partner::{Behaviour, Broken};
use serde_json::Value;

use crate::site::{POLICY, Site, attempted, step};

/// What becomes of a first attempt at a warehouse that behaves like this.
async fn first(behaviour: impl Into<Behaviour>) -> Handled {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    site.warehouse.behave(behaviour);
    site.instance().handle(&message).await.unwrap()
}

#[tokio::test]
async fn what_may_pass_is_tried_again_for_its_own_reason() {
    for (behaviour, reason) in [
        (Behaviour::status(503), Reason::PartnerBusy),
        (Behaviour::status(429), Reason::PartnerBusy),
        (Behaviour::status(408), Reason::PartnerBusy),
        (Behaviour::status_with(302, &[("Location", "/x")]), Reason::Redirected),
        (Behaviour::Down, Reason::Unreachable),
        (Broken::Silence.into(), Reason::Timeout),
        (Broken::Garbage.into(), Reason::Protocol),
    ] {
        let expected = attempted(1, End::Waiting(step(5), reason));
        assert_eq!(first(behaviour.clone()).await, expected, "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_partner_that_cannot_prove_itself_is_tried_again_for_that_reason() {
    let site = Site::with(POLICY, credentials("warehouse")).await;
    let message = site.took(1, "orders/create").await;
    let stranger = TestAuthority::new().net("warehouse.partner.test", site.warehouse.address());
    let instance = site.instance_over(client_over(&stranger, Duration::from_secs(1)));
    let handled = instance.handle(&message).await.unwrap();
    assert_eq!(handled, attempted(1, End::Waiting(step(5), Reason::Tls)));
    assert_eq!(site.row().await["reason"], text("tls_error"));
    assert_eq!(site.warehouse.requests().len(), 0);
}

#[tokio::test]
async fn pd_062_a_partner_may_put_us_off_and_a_long_wait_is_parked() {
    let put_off = |after| first(Behaviour::status_with(429, &[("Retry-After", after)]));
    let busy = Reason::PartnerBusy;
    let (ten, hour) = (Duration::from_secs(10), Duration::from_hours(1));
    assert_eq!(put_off("10").await, attempted(1, End::Waiting(ten, busy)));
    assert_eq!(put_off("3600").await, attempted(1, End::Parked(hour, busy)));
    assert_eq!(put_off("86400").await, attempted(1, End::Parked(10 * hour, busy)));
    assert_eq!(put_off("0").await, attempted(1, End::Waiting(step(5), busy)));
}

#[tokio::test]
async fn a_message_that_comes_too_early_is_told_the_rest_of_the_wait() {
    let site = Site::start().await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    site.warehouse.play([Behaviour::status(503)]);
    let first = instance.handle(&message).await.unwrap();
    let wait = first.wait().unwrap();
    clock::advance(Duration::from_secs(1));
    let Handled::NotNow(rest) = instance.handle(&message).await.unwrap() else { panic!("it is too early") };
    assert!(rest < wait && rest > wait.saturating_sub(Duration::from_millis(1002)), "{rest:?} of {wait:?}");
    clock::advance(rest);
    assert_eq!(instance.handle(&message).await.unwrap(), attempted(2, End::Delivered));
    assert_eq!(site.warehouse.requests().len(), 2);
}

#[tokio::test]
async fn pd_067_attempts_differ_in_time_and_signature_and_in_nothing_else() {
    let site = Site::start().await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    site.warehouse.play([Broken::CutAfterRequest]);
    let first = instance.handle(&message).await.unwrap();
    clock::advance(first.wait().unwrap());
    assert_eq!(instance.handle(&message).await.unwrap(), attempted(2, End::Delivered));
    let [first, second] = <[_; 2]>::try_from(site.warehouse.requests()).unwrap();
    assert_eq!(first.body, second.body);
    for same in ["idempotency-key", "webhook-id", "x-api-key", "content-type"] {
        assert_eq!(first.header(same), second.header(same), "{same}");
    }
    for fresh in ["webhook-timestamp", "webhook-signature"] {
        assert_ne!(first.header(fresh), second.header(fresh), "{fresh}");
    }
    assert_eq!(site.warehouse.effects().len(), 1, "the partner did it once");
    let event: Value = serde_json::from_slice(&first.body).unwrap();
    assert_eq!(event["event"].as_str(), first.header("idempotency-key"));
}

#[tokio::test]
async fn the_schedule_ends_with_a_dead_letter() {
    let site = Site::start().await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    site.warehouse.behave(Behaviour::status(503));
    let busy = Reason::PartnerBusy;
    let ends = [
        End::Waiting(step(5), busy),
        End::Parked(step(30), busy),
        End::Parked(step(60), busy),
        End::Dead(busy),
    ];
    for (number, end) in (1..).zip(ends) {
        assert_eq!(instance.handle(&message).await.unwrap(), attempted(number, end));
        clock::advance(Duration::from_mins(2));
    }
    assert_eq!(instance.handle(&message).await.unwrap(), Handled::Settled);
    assert_eq!(site.warehouse.requests().len(), 4);
    assert_eq!((&site.row().await["state"], &site.row().await["attempts"]), (&text("dead"), &number(4)));
}
