//! Who is believed.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE},
};
use countersign_core::{
    keys::{KeyError, SigningKey},
    testing::{FailingSecrets, FixedSecrets, MemoryJournal, SHOPIFY_CLIENT_SECRET, Trouble},
};
use serde_json::json;

use crate::support::{
    Bench, FORGED, OTHER_STORE_SECRET, Request, STORE_SECRET, check, forged, order, signature, woo_order,
};

fn delivery() -> Request {
    Request::shopify("orders/create", order(json!({})))
}

fn right_bytes() -> [u8; 32] {
    signature(SHOPIFY_CLIENT_SECRET, &delivery().body)
}

fn right() -> String {
    BASE64_STANDARD.encode(right_bytes())
}

#[tokio::test]
async fn wh_001_a_valid_shopify_delivery_is_accepted() {
    let entry = check(&delivery(), "accepted").await;
    assert_eq!(entry.head.as_str(), "head#deliver");
}

#[tokio::test]
async fn wh_002_a_delivery_without_signature_is_refused() {
    forged(&delivery().without("x-shopify-hmac-sha256")).await;
    forged(&Request::woocommerce("order.created", woo_order(json!({}))).without("x-wc-webhook-signature"))
        .await;
}

#[tokio::test]
async fn wh_004_a_beginning_of_the_signature_is_refused() {
    for text in ["", "v1,", &right()[..10], &right()[..40], &format!("v1,{}", right())] {
        forged(&delivery().signed_as(text)).await;
    }
}

#[tokio::test]
async fn wh_005_the_first_half_of_the_signature_is_refused() {
    forged(&delivery().signed_as(BASE64_STANDARD.encode(&right_bytes()[..16]))).await;
}

#[tokio::test]
async fn wh_006_a_byte_more_than_the_signature_is_refused() {
    forged(&delivery().signed_as(BASE64_STANDARD.encode([&right_bytes()[..], &[0]].concat()))).await;
}

#[tokio::test]
async fn wh_008_the_other_alphabet_of_base64_is_refused() {
    // A body whose signature looks different in the other alphabet.
    let mut bodies = (0..).map(|id| order(json!({"id": id})));
    let differs = |body: &String| BASE64_STANDARD.encode(signature(SHOPIFY_CLIENT_SECRET, body.as_bytes()));
    let body = bodies.find(|body| differs(body).contains(['+', '/'])).unwrap();
    let url_safe = BASE64_URL_SAFE.encode(signature(SHOPIFY_CLIENT_SECRET, body.as_bytes()));
    forged(&Request::shopify("orders/create", body).signed_as(url_safe)).await;
}

#[tokio::test]
async fn wh_009_a_signature_without_padding_is_refused() {
    forged(&delivery().signed_as(BASE64_STANDARD_NO_PAD.encode(right_bytes()))).await;
}

#[tokio::test]
async fn wh_010_a_signature_with_stray_bits_is_refused() {
    // The last letter before the padding holds two bits that stand for nothing: every other spelling of them is tried.
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.iter().position(|letter| *letter == right().as_bytes()[42]).unwrap();
    for stray in 1..4 {
        let letter = char::from(alphabet[at | stray]);
        forged(&delivery().signed_as(format!("{}{letter}=", &right()[..42]))).await;
    }
}

#[tokio::test]
async fn wh_013_two_signatures_are_refused_whichever_is_right() {
    let wrong = BASE64_STANDARD.encode([7; 32]);
    for both in
        [format!("{wrong},{}", right()), format!("{},{wrong}", right()), format!("{wrong}, {}", right())]
    {
        forged(&delivery().signed_as(both)).await;
    }
}

#[tokio::test]
async fn wh_014_a_second_signature_in_a_list_beside_the_headers_is_refused() {
    let lists = json!({"X-Shopify-Hmac-Sha256": [BASE64_STANDARD.encode([7; 32]), right()]});
    let event = delivery().to_event().replacen('{', &format!(r#"{{"multiValueHeaders":{lists},"#), 1);
    let bench = Bench::new();
    assert_eq!(bench.invoke(&event).await.unwrap().text, FORGED);
    assert_eq!(bench.intake.journal.calls(), 0);
}

#[tokio::test]
async fn wh_016_the_route_and_not_the_header_chooses_the_scheme() {
    let body = order(json!({}));
    let woo_header = BASE64_STANDARD.encode(signature(STORE_SECRET, body.as_bytes()));
    forged(&delivery().without("x-shopify-hmac-sha256").with("x-wc-webhook-signature", woo_header)).await;
    let shopify_header = BASE64_STANDARD.encode(signature(SHOPIFY_CLIENT_SECRET, body.as_bytes()));
    let woocommerce = Request::woocommerce("order.created", body).without("x-wc-webhook-signature");
    forged(&woocommerce.clone().with("x-shopify-hmac-sha256", &shopify_header)).await;
    forged(&woocommerce.with("x-wc-webhook-signature", &shopify_header)).await;
}

#[tokio::test]
async fn wh_017_header_families_that_contradict_each_other_are_refused() {
    let both = |name: &str, value: &str| {
        delivery().with("shopify-hmac-sha256", right()).with(&format!("shopify-{name}"), value)
    };
    for (name, value) in [
        ("hmac-sha256", "x"),
        ("shop-domain", "other-shop.myshopify.com"),
        ("webhook-id", "another"),
        ("api-version", "2026-07"),
        ("event-id", "another"),
        ("triggered-at", "2026-11-21T00:00:00Z"),
        ("topic", "refunds/create"),
    ] {
        forged(&both(name, value)).await;
    }
    forged(&both("topic", "order").with("shopify-action", "delete")).await;
    // In agreement they are one.
    let entry = check(&both("topic", "order").with("shopify-action", "create"), "accepted").await;
    assert_eq!(entry, check(&delivery(), "accepted").await);
}

#[tokio::test]
async fn wh_018_other_digests_of_the_same_secret_are_refused() {
    // HMAC-MD5, -SHA-1 and -SHA-512 of this body under the test secret, computed elsewhere.
    let digests = [
        "1hsbWMSCTu6/UmK/5vGwaw==",
        "5GECSu3a+xAGhEdTqmtSzT0YPFM=",
        "ofPKii1Ym9Kxmts8EItiMOrA6PlS4mWIMbCLDVxvaHtCsWzsocaU9m+Btk7PdKe/sh8a93xX5226stN4bT8JHA==",
    ];
    for digest in digests {
        forged(&Request::shopify("orders/create", r#"{"id":1}"#).signed_as(digest)).await;
    }
    let start = &BASE64_STANDARD.decode(digests[2]).unwrap()[..32];
    forged(&Request::shopify("orders/create", r#"{"id":1}"#).signed_as(BASE64_STANDARD.encode(start))).await;
}

#[tokio::test]
async fn wh_019_a_signature_of_the_body_written_anew_is_refused() {
    let spaced = order(json!({})).replace(':', ": ");
    forged(&Request::shopify("orders/create", spaced).signed_as(right())).await;
}

/// Such a secret is refused when it is loaded (`config_error`); a function that has none answers 503.
#[tokio::test]
async fn wh_021_a_blank_secret_proves_nobody() {
    assert_eq!(SigningKey::parse("").err(), Some(KeyError::Blank));
    assert_eq!(SigningKey::parse_own("fifteen-bytes-x").err(), Some(KeyError::Short));
    let bench = Bench::with(FailingSecrets(Trouble::Lasting), MemoryJournal::default());
    let told = bench.send(&delivery().signed_with("")).await;
    assert_eq!((told.status(), told.body()), (503, r#"{"error":{"code":"unavailable"}}"#));
    assert_eq!(bench.intake.journal.calls(), 0);
    forged(&delivery().signed_with("")).await;
}

#[tokio::test]
async fn wh_023_the_previous_secret_proves_as_long_as_it_is_in_force() {
    let secrets = FixedSecrets::default().with_shopify("test-newer-client-secret", SHOPIFY_CLIENT_SECRET);
    let bench = Bench::with(secrets, MemoryJournal::default());
    assert_eq!(bench.send(&delivery()).await.result(), "accepted");
    assert_eq!(bench.send(&delivery().signed_with("test-newer-client-secret")).await.result(), "repeat");
    assert_eq!(bench.send(&delivery().signed_with("test-oldest-client-secret")).await.text, FORGED);
}

#[tokio::test]
async fn wh_025_a_store_cannot_sign_for_another() {
    let delivery = Request::woocommerce("order.created", woo_order(json!({})));
    forged(&delivery.clone().signed_with(OTHER_STORE_SECRET)).await;
    forged(&delivery.clone().of_store("store-2")).await;
    let theirs = check(&delivery.of_store("store-2").signed_with(OTHER_STORE_SECRET), "accepted").await;
    assert_eq!(theirs.store.to_string(), "woocommerce#store-2");
}

#[tokio::test]
async fn wh_027_a_signed_query_is_no_signed_body() {
    let query = "code=test&shop=test-shop.myshopify.com&timestamp=1337178173";
    // HMAC-SHA256 of the query under the test secret, as Shopify writes it there: computed elsewhere, in hexadecimal.
    let hexadecimal = "6316f47cac18d2bff74406f3f459604e72bb221a12c62084feb653fb873b49da";
    forged(&Request::shopify("orders/create", query).signed_as(hexadecimal)).await;
}

#[tokio::test]
async fn wh_029_the_secret_that_woocommerce_once_made_by_itself_proves_nothing() {
    // MD5 of `1|admin`.
    let delivery = Request::woocommerce("order.created", woo_order(json!({})));
    forged(&delivery.signed_with("8e84884999a28253bf1f9949f025a092")).await;
}
