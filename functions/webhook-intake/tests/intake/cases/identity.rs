//! Which store, which topic, which delivery.

use serde_json::json;

use crate::support::{Bench, Request, check, forged, order, product, refused};

fn delivery() -> Request {
    Request::shopify("orders/create", order(json!({})))
}

async fn no_shop(domain: &str) {
    refused(&delivery().with("x-shopify-shop-domain", domain), 400, "invalid_shop").await;
}

#[tokio::test]
async fn wh_049_a_path_before_the_shop_is_refused() {
    no_shop("evil.com/x.myshopify.com").await;
}

#[tokio::test]
async fn wh_051_a_trailing_dot_is_refused() {
    no_shop("test-shop.myshopify.com.").await;
}

#[tokio::test]
async fn wh_052_a_trailing_line_feed_is_refused() {
    no_shop("test-shop.myshopify.com\n").await;
}

#[tokio::test]
async fn wh_053_letter_case_makes_no_second_shop() {
    let shouted =
        check(&delivery().with("x-shopify-shop-domain", "TEST-SHOP.MyShopify.com"), "accepted").await;
    assert_eq!(shouted, check(&delivery(), "accepted").await);
}

#[tokio::test]
async fn wh_054_letters_that_only_look_alike_are_refused() {
    no_shop("te\u{455}t-shop.myshopify.com").await;
    no_shop("\u{ff54}est-shop.myshopify.com").await;
}

#[tokio::test]
async fn wh_055_punycode_is_refused() {
    no_shop("xn--tet-shop-8cd.myshopify.com").await;
}

#[tokio::test]
async fn wh_056_port_user_path_query_and_fragment_are_refused() {
    for domain in [
        "test-shop.myshopify.com:443",
        "u@test-shop.myshopify.com",
        "https://test-shop.myshopify.com",
        "test-shop.myshopify.com/admin",
        "test-shop.myshopify.com?x=1",
        "test-shop.myshopify.com#",
        "",
    ] {
        no_shop(domain).await;
    }
    refused(&delivery().without("x-shopify-shop-domain"), 400, "invalid_shop").await;
}

#[tokio::test]
async fn wh_058_two_shops_are_refused() {
    no_shop("test-shop.myshopify.com,other-shop.myshopify.com").await;
    no_shop("test-shop.myshopify.com, other-shop.myshopify.com").await;
}

/// Intake asks nobody whether the shop is installed: who redacts is gone by then.
#[tokio::test]
async fn wh_061_shop_redact_of_a_shop_long_gone_is_accepted() {
    let body = r#"{"shop_id":954889,"shop_domain":"gone-shop.myshopify.com"}"#;
    let request =
        Request::shopify("shop/redact", body).with("x-shopify-shop-domain", "gone-shop.myshopify.com");
    assert_eq!(check(&request, "accepted").await.head.as_str(), "head#lifecycle");
}

#[tokio::test]
async fn wh_062_compliance_requests_are_believed_no_sooner_than_others() {
    for topic in ["customers/redact", "customers/data_request", "shop/redact"] {
        let body = r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com","customer":{"id":1}}"#;
        forged(&Request::shopify(topic, body).signed_with("test-another-client-secret")).await;
    }
}

#[tokio::test]
async fn wh_063_a_delivery_without_topic_is_refused() {
    refused(&delivery().without("x-shopify-topic"), 400, "missing_topic").await;
    refused(&delivery().with("x-shopify-topic", ""), 400, "missing_topic").await;
    let woocommerce = Request::woocommerce("order.deleted", r#"{"id":1}"#);
    refused(&woocommerce.without("x-wc-webhook-topic"), 400, "missing_topic").await;
}

#[tokio::test]
async fn wh_064_an_unknown_topic_is_recorded_without_payload() {
    let entry = check(&Request::shopify("orders/teleported", order(json!({}))), "recorded").await;
    assert_eq!((entry.head.as_str(), entry.payload, entry.people), ("head#record", None, Vec::new()));
    let action = Request::woocommerce("action.woocommerce_add_to_cart", r#"{"action":"x","arg":1}"#);
    assert_eq!(check(&action, "recorded").await.payload, None);
}

#[tokio::test]
async fn wh_066_a_body_of_another_kind_is_quarantined() {
    let entry = check(&Request::shopify("orders/paid", product()), "quarantined").await;
    assert_eq!(
        (entry.quarantine.unwrap().code(), entry.head.as_str()),
        ("unexpected_shape", "head#quarantine")
    );
}

#[tokio::test]
async fn wh_067_every_spelling_of_a_topic_is_one_topic() {
    let bench = Bench::new();
    for (topic, result) in [("orders/paid", "accepted"), ("ORDERS_PAID", "repeat"), ("Orders/Paid", "repeat")]
    {
        assert_eq!(bench.send(&Request::shopify(topic, order(json!({})))).await.result(), result, "{topic}");
    }
    assert_eq!(bench.last().topic.to_string(), "shopify/orders/paid");
}

#[tokio::test]
async fn wh_070_a_delivery_id_that_could_change_a_key_is_refused() {
    let long = "x".repeat(10 * 1024);
    for id in ["x#shop:other.myshopify.com", "a|b", "a b", "a/b", "\u{e9}", "", &long] {
        refused(&delivery().delivered_as(id), 400, "invalid_webhook_id").await;
    }
    refused(&delivery().without("x-shopify-webhook-id"), 400, "invalid_webhook_id").await;
    let woocommerce = Request::woocommerce("order.deleted", r#"{"id":1}"#);
    refused(&woocommerce.delivered_as("a#b"), 400, "invalid_webhook_id").await;
}
