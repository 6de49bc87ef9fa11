//! Sites on bad days: what is answered, and what is done nevertheless.

use std::time::Duration;

use local_stack::{
    sites::{Answer, Behaviour, Broken, Place, throttled},
    tls::BadCertificate,
};
use serde_json::{Value, json};
use url::Url;

use super::{SHOP, World, parameter, read};
use crate::client::SOON;

fn refresh(pair: &Value) -> Value {
    json!({
        "client_id": super::CLIENT, "client_secret": super::SECRET,
        "grant_type": "refresh_token", "refresh_token": pair["refresh_token"],
    })
}

/// The status of a refresh, or none if there was no complete answer.
async fn try_refresh(world: &World, pair: &Value) -> Option<u16> {
    let url = Url::parse(&format!("https://{SHOP}/admin/oauth/access_token")).unwrap();
    let body = refresh(pair).to_string();
    let sending = world.roads.send("POST", &url, &[("Content-Type", "application/json")], body);
    tokio::time::timeout(Duration::from_millis(500), sending).await.ok()?.ok().map(|answer| answer.status)
}

fn exchanges(world: &World) -> u64 {
    world.shopify.platform().shops[SHOP].exchanges
}

#[tokio::test]
async fn each_place_has_a_script_of_its_own() {
    let world = World::new().await;
    let pair = world.install().await;
    let site = world.shopify.site(SHOP);
    site.play(Place::Token, [401, 402, 403, 404, 423, 429, 500, 520].map(Behaviour::status));
    for status in [401, 402, 403, 404, 423, 429, 500, 520] {
        assert_eq!(try_refresh(&world, &pair).await, Some(status));
    }
    let token = pair["access_token"].as_str().unwrap();
    assert_eq!(world.graphql(token, "{ shop { id } }", Value::Null).await.status, 200);
    assert_eq!((try_refresh(&world, &pair).await, exchanges(&world)), (Some(200), 2));
}

#[tokio::test]
async fn an_answer_may_be_lost_or_wrong_after_the_tokens_were_exchanged() {
    let world = World::new().await;
    let pair = world.install().await;
    let page = Answer::text(200, "text/html", "<!doctype html><title>Hello</title>");
    let after: [Behaviour; 6] = [
        Broken::CutAfterRequest.into(),
        Behaviour::Done(Answer::status(520)),
        Behaviour::Answer(page),
        Broken::HalfBody.into(),
        Broken::EndlessBody.into(),
        Behaviour::Delay(Duration::from_hours(1)),
    ];
    for (already, behaviour) in (1..).zip(after) {
        world.shopify.site(SHOP).play(Place::Token, [behaviour.clone()]);
        assert_eq!(exchanges(&world), already);
        try_refresh(&world, &pair).await;
        assert_eq!(exchanges(&world), already + 1, "{behaviour:?} has not done it");
    }
    assert_eq!(try_refresh(&world, &pair).await, Some(200));
}

#[tokio::test]
async fn an_answer_may_be_missing_or_wrong_and_nothing_exchanged() {
    let world = World::new().await;
    let pair = world.install().await;
    let without: [Behaviour; 6] = [
        Broken::Silence.into(),
        Broken::SlowHeaders.into(),
        Broken::Garbage.into(),
        Behaviour::Undone(throttled()),
        Behaviour::status_with(302, &[("Location", "https://elsewhere.test/")]),
        Behaviour::Down,
    ];
    for behaviour in without {
        world.shopify.site(SHOP).play(Place::Token, [behaviour.clone()]);
        try_refresh(&world, &pair).await;
        assert_eq!(exchanges(&world), 1, "{behaviour:?} has done it");
    }
}

#[tokio::test]
async fn a_certificate_may_be_wrong_for_one_connection() {
    let world = World::new().await;
    let pair = world.install().await;
    for bad in BadCertificate::ALL {
        world.shopify.site(SHOP).play(Place::Connection, [Behaviour::Certificate(bad)]);
        assert_eq!(try_refresh(&world, &pair).await, None, "{bad:?} was accepted");
    }
    assert_eq!((try_refresh(&world, &pair).await, exchanges(&world)), (Some(200), 2));
}

#[tokio::test]
async fn a_throttled_query_is_refused_with_a_success() {
    let world = World::new().await;
    let pair = world.install().await;
    world.shopify.site(SHOP).play(Place::Api, [Behaviour::Undone(throttled())]);
    let token = pair["access_token"].as_str().unwrap();
    let answer = world.graphql(token, "{ shop { id } }", Value::Null).await;
    let said = read(&answer);
    assert_eq!((answer.status, &said["errors"][0]["extensions"]["code"]), (200, &json!("THROTTLED")));
    assert!(said["extensions"]["cost"]["actualQueryCost"].is_null());
}

#[tokio::test]
async fn what_happened_is_remembered_and_can_be_waited_for() {
    let world = World::new().await;
    let back = world.consent("write_orders", "s").await;
    let site = world.shopify.site(SHOP);
    site.play(Place::Token, [Behaviour::Done(Answer::status(520))]);
    world.token(json!({"code": parameter(&back, "code")})).await;
    let calls = site.calls(Place::Token);
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].decided, calls[0].answered), (Some(200), Some(520)));
    assert_eq!(calls[0].header("Content-Type"), Some("application/json"));
    let seen = site.wait_until(SOON, |ledger| ledger.calls.len() == 3).await.unwrap();
    assert_eq!(seen.connections, 3);
    let vain = site.wait_until(Duration::from_millis(10), |ledger| ledger.calls.len() > 3).await.unwrap_err();
    assert_eq!(vain.to_string(), format!("{SHOP} was waited for 10ms and saw 3 connections and 3 calls"));
}
