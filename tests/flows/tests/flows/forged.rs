//! Forged webhooks cost nothing and learn nothing.

use flows::{INTAKE, System, play};
use local_stack::stores::{
    Answer, Delivery, now,
    woocommerce::{Webhook, WooStore},
};

const SHOPIFY_SIGNATURE: &str = "X-Shopify-Hmac-Sha256";
const WOO_SIGNATURE: &str = "X-WC-Webhook-Signature";

/// An answer without what differs from request to request by nature: `connection` answers the request's own wish.
fn stripped(answer: Answer) -> Answer {
    let changing = ["apigw-requestid", "connection", "date"];
    let headers = answer.headers.into_iter().filter(|(name, _)| !changing.contains(&name.as_str()));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    Answer { headers, ..answer }
}

fn forged_for_shopify(system: &System) -> Vec<(&'static str, Delivery)> {
    let genuine = system.order_on("orders/create");
    let body = genuine.body.clone();
    let signature = genuine.header(SHOPIFY_SIGNATURE).unwrap().to_owned();
    let signed = |text: &str| genuine.clone().with_header(SHOPIFY_SIGNATURE, text);
    vec![
        ("no signature", genuine.clone().without_header(SHOPIFY_SIGNATURE)),
        ("an empty one", signed("")),
        ("not base64", signed("%%%")),
        ("too short", signed(&signature[..40])),
        ("in hexadecimal", signed(&"ab".repeat(32))),
        ("of another key", signed(&system.woocommerce.sign(&body))),
        ("twice", genuine.clone().with_further_header(SHOPIFY_SIGNATURE, &signature)),
        ("one byte more", genuine.clone().with_body([&body[..], b" "].concat())),
        ("no body", genuine.clone().with_body("")),
        ("no headers at all", Delivery { headers: Vec::new(), body }),
        ("families that disagree", genuine.clone().with_header("Shopify-Shop-Domain", "b.myshopify.com")),
        ("another topic besides", genuine.clone().with_header("Shopify-Topic", "orders/paid")),
    ]
}

async fn answers(system: &System) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for (cause, delivery) in forged_for_shopify(system) {
        answers.push((cause.to_owned(), system.send(&delivery).await.unwrap()));
    }
    let body = system.woo_order().body();
    let webhook = Webhook::new(11, "order.created");
    let own = system.woocommerce.delivery(&webhook, body, now());
    let altered = own.clone().with_body("{}");
    let unsigned = own.clone().without_header(WOO_SIGNATURE);
    for (cause, delivery) in [("altered", altered), ("unsigned", unsigned)] {
        answers.push((cause.to_owned(), system.woo_send(&delivery).await.unwrap()));
    }
    for store in ["store-2", "unknown", "..", "UPPER%20CASE", "%00", &"x".repeat(200)] {
        let other = WooStore::new(store, "https://shop.example.test", &system.secrets.woocommerce_master);
        let answer = other.send(&system.gateway(), &own).await.unwrap();
        answers.push((format!("store {store:?}"), answer));
    }
    answers
}

#[test]
fn every_401_is_the_same_bytes_and_none_costs_a_call() {
    play(async |system| {
        system.warm_up().await;
        let mark = system.mark();
        let answers = answers(system).await;
        assert_eq!(system.calls(mark, INTAKE).len(), 0);
        assert_eq!(system.entries().await.len(), 0);
        let (_, first) = answers[0].clone();
        assert_eq!(first.body, r#"{"error":{"code":"invalid_signature"}}"#);
        let first = stripped(first);
        for (cause, answer) in answers.into_iter().skip(1) {
            assert_eq!((answer.status, stripped(answer)), (401, first.clone()), "{cause}");
        }
    });
}

#[test]
fn a_stranger_without_the_door_key_reaches_no_function() {
    play(async |system| {
        let mut gateway = system.gateway();
        gateway.door = "guessed-door-key-0000000".to_owned();
        let mark = system.mark();
        let genuine = system.order_on("orders/create");
        let answer = system.shopify.send(&gateway, &genuine).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (404, &br#"{"message":"Not Found"}"#[..]));
        assert_eq!(system.calls(mark, INTAKE).len(), 0, "a function was started");
        assert_eq!(system.stack().lambda.logs(INTAKE), Vec::<String>::new());
    });
}
