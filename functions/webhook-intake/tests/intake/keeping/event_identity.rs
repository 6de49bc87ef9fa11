//! When two deliveries are one event.

use serde_json::json;

use crate::support::{Bench, Request, order, woo_order};

/// Sends all to one function; each must give the result beside it.
async fn check(deliveries: &[(&Request, &str)]) {
    let bench = Bench::new();
    for (at, (delivery, result)) in deliveries.iter().enumerate() {
        assert_eq!(bench.send(delivery).await.result(), *result, "delivery {at}");
    }
}

const SHOP_BODY: &str = r#"{"id":1,"myshopify_domain":"test-shop.myshopify.com","shop_owner":"Ada"}"#;
const REDACT_BODY: &str = r#"{"shop_id":1,"shop_domain":"test-shop.myshopify.com"}"#;

#[tokio::test]
async fn a_body_with_its_own_time_is_one_event_under_any_delivery_id() {
    let created = Request::shopify("orders/create", order(json!({})));
    check(&[(&created, "accepted"), (&created.clone().delivered_as("b"), "repeat")]).await;
    let created = Request::woocommerce("order.created", woo_order(json!({})));
    check(&[(&created, "accepted"), (&created.clone().delivered_as("b"), "repeat")]).await;
}

#[tokio::test]
async fn a_body_without_time_is_one_event_per_delivery_id() {
    let bodies = [
        ("app/uninstalled", SHOP_BODY, "accepted"),
        ("shop/redact", REDACT_BODY, "accepted"),
        ("orders/teleported", "{}", "recorded"),
    ];
    for (topic, body, result) in bodies {
        let first = Request::shopify(topic, body);
        let second = first.clone().delivered_as("b");
        check(&[(&first, result), (&first, "repeat"), (&second, result), (&second, "repeat")]).await;
    }
}

#[tokio::test]
async fn uninstalled_installed_and_uninstalled_again_is_twice() {
    let once = Request::shopify("app/uninstalled", SHOP_BODY).delivered_as("first");
    check(&[(&once, "accepted"), (&once.clone().delivered_as("second"), "accepted")]).await;
}

#[tokio::test]
async fn two_requests_to_redact_a_shop_are_two() {
    let once = Request::shopify("shop/redact", REDACT_BODY).delivered_as("first");
    check(&[(&once, "accepted"), (&once.clone().delivered_as("second"), "accepted")]).await;
}

#[tokio::test]
async fn deleted_restored_and_deleted_again_is_three_events() {
    let sent = |topic: &str, id: &str| Request::woocommerce(topic, r#"{"id":14}"#).delivered_as(id);
    check(&[
        (&sent("order.deleted", "a"), "accepted"),
        (&sent("order.restored", "b"), "accepted"),
        (&sent("order.deleted", "c"), "accepted"),
        (&sent("order.deleted", "c"), "repeat"),
    ])
    .await;
}

/// WooCommerce makes a delivery id of the webhook and the second.
#[tokio::test]
async fn three_orders_of_one_second_are_three_events() {
    let sent = |id: u32| Request::woocommerce("order.created", woo_order(json!({"id": id})));
    check(&[(&sent(1), "accepted"), (&sent(2), "accepted"), (&sent(3), "accepted"), (&sent(2), "repeat")])
        .await;
}

/// A new paid order is sent under both topics, with the same body.
#[tokio::test]
async fn created_and_updated_are_two_events_whatever_the_body() {
    let sent = |topic: &str| Request::woocommerce(topic, woo_order(json!({})));
    check(&[(&sent("order.created"), "accepted"), (&sent("order.updated"), "accepted")]).await;
}

#[tokio::test]
async fn a_byte_more_is_another_event() {
    let (body, spaced) = (order(json!({})), order(json!({})) + " ");
    let sent = |body: String| Request::shopify("orders/create", body);
    check(&[(&sent(body), "accepted"), (&sent(spaced), "accepted")]).await;
}

/// A change of how ids are made would make every event that is on its way new again. Computed elsewhere:
/// SHA-256 over each field with its length before it, 128 bits of it.
#[tokio::test]
async fn ids_stay_as_they_are_across_releases() {
    let stated = Request::shopify(
        "orders/create",
        r#"{"id":1,"total_price":"1.00","updated_at":"2026-11-21T23:59:00Z"}"#,
    );
    let bare = Request::woocommerce("order.deleted", r#"{"id":14}"#).delivered_as("d-1");
    assert_eq!(Bench::new().send(&stated).await.event(), "evt_b88c9e85f51c4df235795ea2abd176d9");
    assert_eq!(Bench::new().send(&bare).await.event(), "evt_c5efea032e87b1211fc8e30da3d8e57d");
}
