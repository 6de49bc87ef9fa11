//! Again, late, out of order, or interrupted.

use countersign_core::testing::{FixedSecrets, ForgetfulJournal};
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::support::{Bench, GatedJournal, Request, check, later, order};

fn delivery() -> Request {
    Request::shopify("orders/create", order(json!({})))
}

/// All of them have been proven and sealed before the first is written.
#[tokio::test]
async fn wh_086_of_fifty_at_once_one_is_accepted() {
    let bench = Bench::with(FixedSecrets::default(), GatedJournal::shut());
    let delivery = delivery();
    let sent = join_all((0..50).map(|_| bench.send(&delivery)));
    let (told, ()) = join(sent, async { bench.intake.journal.open(50) }).await;
    let count = |word: &str| told.iter().filter(|told| told.result() == word).count();
    assert_eq!((count("accepted"), count("repeat")), (1, 49));
    assert_eq!(bench.intake.journal.memory.entries().len(), 1);
}

/// The catalogue would quarantine the second. The id is not signed, so whoever repeats one with another body has shown
/// nothing: identity comes from what is signed, and these are two events.
#[tokio::test]
async fn wh_087_one_delivery_id_with_two_bodies_is_two_events() {
    let bench = Bench::new();
    assert_eq!(bench.send(&delivery()).await.result(), "accepted");
    let other = Request::shopify("orders/create", order(json!({"name": "#1002"})));
    assert_eq!(bench.send(&other).await.result(), "accepted");
    assert_eq!(bench.count(), 2);
}

/// The catalogue would accept both and leave it to the consumer. One body states one event, however often a shop sends
/// it: the second subscription's copy is a repeat here already.
#[tokio::test]
async fn wh_088_one_body_under_two_delivery_ids_is_one_event() {
    let bench = Bench::new();
    assert_eq!(bench.send(&delivery()).await.result(), "accepted");
    assert_eq!(bench.send(&delivery().delivered_as("another")).await.result(), "repeat");
}

/// After the journal's memory a repeat can no longer be recognised, but it is as old as its own words say.
#[tokio::test]
async fn wh_089_a_replay_is_a_repeat_or_stale() {
    for clock in [later::a_day, later::a_month] {
        let bench = Bench::new();
        bench.send(&delivery()).await;
        assert_eq!(bench.at(clock).send(&delivery()).await.result(), "repeat");
    }
    let forgotten = Bench::new().at(later::a_year);
    assert_eq!(forgotten.send(&delivery()).await.result(), "quarantined");
    assert_eq!(forgotten.last().quarantine.unwrap().code(), "stale");
}

#[tokio::test]
async fn wh_090_an_update_that_overtakes_its_order_is_accepted() {
    let bench = Bench::new();
    for topic in ["orders/updated", "orders/create"] {
        assert_eq!(bench.send(&Request::shopify(topic, order(json!({})))).await.result(), "accepted");
    }
}

/// One write is event, outbox entry and record of repeats at once, so there is no moment between two of them to be
/// killed in. What can be lost is the answer.
#[tokio::test]
async fn wh_094_wh_095_after_a_lost_answer_the_stores_repeat_finds_the_event() {
    let bench = Bench::with(FixedSecrets::default(), ForgetfulJournal::default());
    assert_eq!(bench.send(&delivery()).await.status(), 503);
    assert_eq!(bench.send(&delivery()).await.result(), "repeat");
    assert_eq!(bench.intake.journal.memory.entries().len(), 1);
}

#[tokio::test]
async fn wh_099_a_wrong_clock_changes_no_identity() {
    let right = Bench::new().send(&delivery()).await;
    let wrong = Bench::new().at(later::ten_minutes).send(&delivery()).await;
    assert_eq!((wrong.result().as_str(), wrong.event()), ("accepted", right.event()));
}

/// Who is right, the uninstallation or the newer installation, is decided by the consumer against the live store.
#[tokio::test]
async fn wh_100_a_late_uninstallation_is_kept_for_the_consumer_to_judge() {
    let shop = r#"{"id":548380009,"myshopify_domain":"test-shop.myshopify.com","shop_owner":"Ada"}"#;
    let entry = check(&Request::shopify("app/uninstalled", shop), "accepted").await;
    assert_eq!(entry.head.as_str(), "head#lifecycle");
}
