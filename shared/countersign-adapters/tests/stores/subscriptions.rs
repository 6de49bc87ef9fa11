use countersign_core::{
    ports::{Asked, SubscribeFault, Subscriptions, Wanted},
    store::Platform,
    tokens::AccessToken,
    topic::Topic,
};

use crate::{
    server::Server,
    shopify::{SHOP, client, shop},
};

const HERE: &str = "https://gateway.test/webhooks/shopify/door";
const NONE: &str = r#"{"data":{"webhookSubscriptions":{"nodes":[]}}}"#;
const MADE: &str = r#"{"data":{"webhookSubscriptionCreate":{"userErrors":[]}}}"#;

fn topic(name: &str) -> Topic {
    Topic::parse(Platform::Shopify, name).unwrap()
}

fn only(made: usize) -> Asked {
    Asked { made, fault: None }
}

/// Asks for two topics and hears these answers.
async fn asked(answers: &[(u16, &str)]) -> (Asked, Vec<String>) {
    let server = Server::at(SHOP, SHOP).await;
    for (status, body) in answers {
        server.says(*status, "", body);
    }
    let topics = [topic("orders/paid"), topic("app/uninstalled")];
    let wanted = Wanted { topics: &topics, address: HERE };
    let token = AccessToken::parse("test-access").unwrap();
    (client(&server).subscribe(&shop(), &token, wanted).await, server.heard())
}

#[tokio::test]
async fn what_is_missing_is_made_and_nothing_else() {
    let node = |topic: &str, uri: &str| format!(r#"{{"topic":"{topic}","uri":"{uri}","format":"JSON"}}"#);
    let there = [node("ORDERS_PAID", HERE), node("APP_UNINSTALLED", "https://elsewhere.test")].join(",");
    let there = format!(r#"{{"data":{{"webhookSubscriptions":{{"nodes":[{there}]}}}}}}"#);
    let (made, heard) = asked(&[(200, &there), (200, MADE)]).await;
    assert_eq!((made, heard.len()), (only(1), 2));
    assert!(heard[1].contains(r#""variables":{"topic":"APP_UNINSTALLED","subscription":{"uri":"https://gateway.test/webhooks/shopify/door","format":"JSON"}}"#));
}

#[tokio::test]
async fn what_somebody_made_meanwhile_is_there() {
    let taken = r#"{"data":{"webhookSubscriptionCreate":{"userErrors":[{"message":"Address for this topic has already been taken"}]}}}"#;
    assert_eq!(asked(&[(200, NONE), (200, taken), (200, MADE)]).await.0, only(1));
}

#[tokio::test]
async fn each_refusal_is_told_from_the_others() {
    let scope = r#"{"data":null,"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}]}"#;
    let throttled = r#"{"errors":[{"message":"x","extensions":{"code":"THROTTLED"}}]}"#;
    let refused = r#"{"data":{"webhookSubscriptionCreate":{"userErrors":[{"message":"test-refusal"}]}}}"#;
    for (answers, fault) in [
        (vec![(401, "{}")], SubscribeFault::Denied),
        (vec![(200, scope)], SubscribeFault::Denied),
        (vec![(200, throttled)], SubscribeFault::Unavailable),
        (vec![(503, "")], SubscribeFault::Unavailable),
        (vec![(200, "<html></html>")], SubscribeFault::Unavailable),
        (vec![(200, NONE), (200, refused), (200, refused)], SubscribeFault::Refused(topic("orders/paid"))),
    ] {
        assert_eq!(asked(&answers).await.0, fault.into(), "{answers:?}");
    }
}

#[tokio::test]
async fn a_topic_that_is_refused_or_denied_keeps_no_other_from_being_asked_for() {
    let refused = r#"{"data":{"webhookSubscriptionCreate":{"userErrors":[{"message":"test-refusal"}]}}}"#;
    let denied = r#"{"data":null,"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}]}"#;
    let refusal = SubscribeFault::Refused(topic("orders/paid"));
    for (answer, fault) in [(refused, refusal), (denied, SubscribeFault::Denied)] {
        let (asked, heard) = asked(&[(200, NONE), (200, answer), (200, MADE)]).await;
        assert_eq!((asked, heard.len()), (Asked { made: 1, fault: Some(fault) }, 3));
    }
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_left_and_what_was_made_before_is_counted() {
    let (asked, _) = asked(&[(200, NONE), (200, MADE), (503, "")]).await;
    assert_eq!(asked, Asked { made: 1, fault: Some(SubscribeFault::Unavailable) });
    let (asked, heard) = self::asked(&[(200, NONE), (503, ""), (200, MADE)]).await;
    assert_eq!((asked, heard.len()), (SubscribeFault::Unavailable.into(), 2));
}
