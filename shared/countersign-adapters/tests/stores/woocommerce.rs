use countersign_adapters::woocommerce::HttpWooCommerce;
use countersign_core::{
    oauth::{ConsumerKeys, KeysFault},
    ports::{Asked, KeyTrial, StoreKeysError, StoreWebhooks, SubscribeFault, Wanted},
    store::{Platform, StoreUrl},
    topic::Topic,
};

use crate::server::{Server, clock};

const NAME: &str = "shop.example";
const HERE: &str = "https://gateway.test/webhooks/woocommerce/door/berlin";

fn keys() -> ConsumerKeys {
    keys_of(&"1".repeat(40), &"2".repeat(40)).unwrap()
}

fn keys_of(key: &str, secret: &str) -> Result<ConsumerKeys, KeysFault> {
    ConsumerKeys::parse(7, &format!("ck_{key}"), &format!("cs_{secret}"))
}

fn url() -> StoreUrl {
    StoreUrl::parse("https://shop.example/de").unwrap()
}

async fn server(answers: &[(u16, &str)]) -> (Server, HttpWooCommerce) {
    let server = Server::at(NAME, NAME).await;
    for (status, body) in answers {
        server.says(*status, "location: https://elsewhere.test/\r\n", body);
    }
    let client = HttpWooCommerce::new(Some(server.net.clone()), clock).unwrap();
    (server, client)
}

#[tokio::test]
async fn keys_are_tried_at_the_stores_own_address_in_a_header() {
    let (server, client) = server(&[(200, "[]")]).await;
    client.try_out(&url(), &keys()).await.unwrap();
    let heard = server.heard().pop().unwrap();
    assert!(heard.starts_with("GET /de/wp-json/wc/v3/webhooks?per_page=1 HTTP/1.1\r\n"), "{heard}");
    // Base64 of ck_111…:cs_222…
    assert!(heard.contains("authorization: Basic Y2tfMTEx"), "{heard}");
}

#[tokio::test]
async fn only_a_list_of_webhooks_shows_that_keys_work() {
    for (status, body, accepted) in [(401, "{}", false), (403, "{}", false)] {
        let (_server, client) = server(&[(status, body)]).await;
        let tried = client.try_out(&url(), &keys()).await;
        assert!(!accepted && matches!(tried, Err(StoreKeysError::NotAccepted)), "{status}");
    }
    for (status, body) in [(200, "<html>"), (200, ""), (301, ""), (404, "{}"), (500, "{}"), (503, "")] {
        let (_server, client) = server(&[(status, body)]).await;
        let tried = client.try_out(&url(), &keys()).await;
        assert!(matches!(tried, Err(StoreKeysError::Unreachable)), "{status}");
    }
}

#[tokio::test]
async fn webhooks_are_made_with_the_derived_secret_and_old_ones_are_given_it() {
    let there = format!(
        r#"[{{"id":3,"topic":"order.created","delivery_url":"{HERE}","status":"active"}},
            {{"id":4,"topic":"order.updated","delivery_url":"https://elsewhere.test/","status":"active"}}]"#
    );
    let (server, client) = server(&[(200, &there), (200, "{}"), (201, "{}")]).await;
    let topics: Vec<_> = ["order.created", "order.updated"]
        .iter()
        .map(|name| Topic::parse(Platform::WooCommerce, name).unwrap())
        .collect();
    let wanted = Wanted { topics: &topics, address: HERE };
    assert_eq!(
        client.subscribe(&url(), &keys(), wanted, "test-derived").await,
        Asked { made: 1, fault: None }
    );
    let heard = server.heard();
    assert!(heard[1].starts_with("PUT /de/wp-json/wc/v3/webhooks/3 "));
    assert!(heard[1].ends_with(r#"{"secret":"test-derived","status":"active"}"#));
    assert!(heard[2].starts_with("POST /de/wp-json/wc/v3/webhooks "));
    for part in
        [r#""topic":"order.updated""#, r#""secret":"test-derived""#, &format!(r#""delivery_url":"{HERE}""#)]
    {
        assert!(heard[2].contains(part), "{part}");
    }
}

/// WooCommerce switches a webhook off after five deliveries that failed (`WC_Webhook::failed_delivery`).
#[tokio::test]
async fn a_webhook_that_was_switched_off_is_switched_on_and_counted() {
    for (status, made) in [("active", 0), ("paused", 1), ("disabled", 1)] {
        let hook =
            format!(r#"{{"id":3,"topic":"order.created","delivery_url":"{HERE}","status":"{status}"}}"#);
        let (server, client) = server(&[(200, &format!("[{hook}]")), (200, "{}")]).await;
        let topics = [Topic::parse(Platform::WooCommerce, "order.created").unwrap()];
        let wanted = Wanted { topics: &topics, address: HERE };
        assert_eq!(
            client.subscribe(&url(), &keys(), wanted, "test-derived").await,
            Asked { made, fault: None }
        );
        assert!(server.heard()[1].ends_with(r#"{"secret":"test-derived","status":"active"}"#));
    }
}

#[tokio::test]
async fn a_topic_that_is_refused_or_denied_keeps_no_other_from_being_asked_for() {
    for status in [400, 403] {
        let there =
            format!(r#"[{{"id":3,"topic":"order.deleted","delivery_url":"{HERE}","status":"active"}}]"#);
        let (server, client) = server(&[(200, &there), (status, "{}"), (201, "{}"), (200, "{}")]).await;
        let topics = ["order.created", "order.updated", "order.deleted"];
        let topics = topics.map(|name| Topic::parse(Platform::WooCommerce, name).unwrap());
        let wanted = Wanted { topics: &topics, address: HERE };
        let fault =
            if status == 400 { SubscribeFault::Refused(topics[0].clone()) } else { SubscribeFault::Denied };
        let asked = client.subscribe(&url(), &keys(), wanted, "test-derived").await;
        assert_eq!(asked, Asked { made: 1, fault: Some(fault) });
        let heard = server.heard();
        assert!(
            heard[2].contains(r#""topic":"order.updated""#)
                && heard[3].contains(r#""secret":"test-derived""#)
        );
    }
}

#[tokio::test]
async fn a_store_that_refuses_webhooks_says_which_or_why() {
    let topics = [Topic::parse(Platform::WooCommerce, "order.created").unwrap()];
    for (answers, fault) in [
        (vec![(401, "{}")], SubscribeFault::Denied),
        (vec![(200, "{}")], SubscribeFault::Unavailable),
        (vec![(200, "[]"), (400, "{}")], SubscribeFault::Refused(topics[0].clone())),
        (vec![(200, "[]"), (500, "{}")], SubscribeFault::Unavailable),
    ] {
        let (_server, client) = server(&answers).await;
        let wanted = Wanted { topics: &topics, address: HERE };
        assert_eq!(client.subscribe(&url(), &keys(), wanted, "test").await, fault.into());
    }
}
