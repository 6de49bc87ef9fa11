//! What the signed body says against, or for, its unsigned headers.

use countersign_core::journal::{Quarantine, Warning};
use serde_json::{Value, json};

use crate::support::{Bench, JUST_NOW, Request, check, days_before, order, woo_order};

const OTHER: &str = "other-shop.myshopify.com";

async fn quarantined(request: Request, code: &str) {
    let entry = check(&request, "quarantined").await;
    assert_eq!(entry.quarantine.map(Quarantine::code), Some(code));
    assert_eq!((entry.head.as_str(), entry.stated_at, entry.warnings), ("head#quarantine", None, Vec::new()));
}

/// The local policy remembers for ninety days.
#[tokio::test]
async fn a_body_older_than_the_memory_less_a_day_is_stale_to_the_millisecond() {
    let orders = |time: &str| {
        [
            Request::shopify("orders/create", order(json!({"updated_at": time}))),
            Request::woocommerce("order.created", woo_order(json!({"date_modified_gmt": time}))),
        ]
    };
    for request in orders(&days_before(89, 0)) {
        check(&request, "accepted").await;
    }
    for request in orders(&days_before(89, 1)) {
        quarantined(request, "stale").await;
    }
}

/// So an entry is still there when the last body that could repeat it is taken.
#[tokio::test]
async fn what_can_be_repeated_is_remembered() {
    let bench = Bench::new();
    bench.send(&Request::shopify("orders/create", order(json!({})))).await;
    let (entry, day) = (bench.last(), std::time::Duration::from_hours(24));
    assert_eq!(entry.expires_at, entry.received_at + 90 * day);
    assert!(entry.stated_at.unwrap() + 89 * day < entry.expires_at);
}

/// A customer who was never changed has no `date_modified_gmt`; then the other field counts.
#[tokio::test]
async fn the_time_of_creation_stands_in_for_a_missing_change() {
    let customer = |created: &str| {
        let body = json!({"id": 1, "username": "ada", "billing": {}, "date_created_gmt": created, "date_modified_gmt": null});
        Request::woocommerce("customer.created", body.to_string())
    };
    check(&customer("2026-11-21T23:59:00"), "accepted").await;
    quarantined(customer("2020-01-01T00:00:00"), "stale").await;
    quarantined(customer("lately"), "unexpected_shape").await;
}

#[tokio::test]
async fn a_body_without_the_time_that_its_topic_states_is_no_such_body() {
    for time in [json!(null), json!("lately"), json!(1_795_305_600), json!({})] {
        quarantined(
            Request::shopify("orders/create", order(json!({"updated_at": time}))),
            "unexpected_shape",
        )
        .await;
    }
}

#[tokio::test]
async fn every_field_that_names_another_shop_is_believed_over_the_header() {
    let shop =
        |field: &str, value: &str| json!({"id": 1, "updated_at": JUST_NOW, "plan_name": "x", field: value});
    let request = |field: &str| json!({"shop_id": 1, "shop_domain": OTHER, "customer": field});
    let status_url = format!("https://{OTHER}/1/orders/x/authenticate?key=test");
    let bodies: [(&str, Value); 7] = [
        ("orders/create", serde_json::from_str(&order(json!({"order_status_url": status_url}))).unwrap()),
        ("shop/update", shop("myshopify_domain", OTHER)),
        ("shop/update", shop("domain", OTHER)),
        ("app/uninstalled", shop("myshopify_domain", OTHER)),
        ("customers/redact", request("x")),
        ("customers/data_request", request("x")),
        ("shop/redact", json!({"shop_id": 1, "shop_domain": OTHER})),
    ];
    for (topic, body) in bodies {
        quarantined(Request::shopify(topic, body.to_string()), "other_shop").await;
    }
}

#[tokio::test]
async fn a_field_that_must_name_the_shop_and_names_none_is_believed_too() {
    for domain in ["", "shop.example.com", "test-shop.myshopify.com.evil.example"] {
        let body = json!({"shop_id": 1, "shop_domain": domain}).to_string();
        quarantined(Request::shopify("shop/redact", body), "other_shop").await;
    }
}

#[tokio::test]
async fn a_domain_of_the_shops_own_is_no_evidence() {
    for url in ["https://shop.example.com/1/orders/x", "no address", ""] {
        check(&Request::shopify("orders/create", order(json!({"order_status_url": url}))), "accepted").await;
    }
    let shop = json!({"id": 1, "updated_at": JUST_NOW, "plan_name": "x", "domain": "shop.example.com", "myshopify_domain": null});
    check(&Request::shopify("shop/update", shop.to_string()), "accepted").await;
}

#[tokio::test]
async fn a_body_that_does_not_bear_out_its_topic_is_taken_and_flagged() {
    let cases = [
        ("orders/paid", json!({"financial_status": "pending"}), true),
        ("orders/paid", json!({"financial_status": null}), true),
        ("orders/paid", json!({"financial_status": "paid"}), false),
        ("orders/paid", json!({"financial_status": "partially_refunded"}), false),
        ("orders/paid", json!({"financial_status": "refunded"}), false),
        ("orders/cancelled", json!({"cancelled_at": null}), true),
        ("orders/cancelled", json!({}), true),
        ("orders/cancelled", json!({"cancelled_at": JUST_NOW}), false),
        ("orders/create", json!({"financial_status": "voided", "cancelled_at": JUST_NOW}), false),
    ];
    for (topic, changes, flagged) in cases {
        let entry = check(&Request::shopify(topic, order(changes.clone())), "accepted").await;
        let expected: &[Warning] = if flagged { &[Warning::TopicDisagrees] } else { &[] };
        assert_eq!(entry.warnings, expected, "{topic} {changes}");
    }
}

#[tokio::test]
async fn an_order_is_known_by_what_only_orders_have() {
    for changes in [
        json!({"id": null}),
        json!({"id": "1"}),
        json!({"id": -1}),
        json!({"admin_graphql_api_id": "gid://shopify/Product/1"}),
        json!({"admin_graphql_api_id": 1}),
        json!({"total_price": "much"}),
        json!({"total_price": 26.5}),
    ] {
        quarantined(Request::shopify("orders/create", order(changes)), "unexpected_shape").await;
    }
    for changes in
        [json!({"order_key": "x", "total": "1,50"}), json!({"currency": null}), json!({"id": null})]
    {
        quarantined(Request::woocommerce("order.created", woo_order(changes)), "unexpected_shape").await;
    }
}

#[tokio::test]
async fn a_body_dated_more_than_a_day_ahead_could_come_again_when_it_is_forgotten() {
    let dated = |time: &str| Request::shopify("orders/create", order(json!({"updated_at": time})));
    check(&dated("2026-11-23T00:00:00Z"), "accepted").await;
    quarantined(dated("2026-11-23T00:00:01Z"), "ahead_of_time").await;
}

/// Each stands for an order that must be fetched, and nothing in them tells one from the other.
#[tokio::test]
async fn equal_errors_in_place_of_two_orders_are_two_events() {
    let error = r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}"#;
    let bench = Bench::new();
    for delivery in ["1", "2", "2"] {
        bench.send(&Request::woocommerce("order.updated", error).delivered_as(delivery)).await;
    }
    assert_eq!((bench.count(), bench.last().quarantine.unwrap().code()), (2, "store_error"));
}

#[tokio::test]
async fn a_request_for_data_is_not_taken_for_one_to_erase_them() {
    let body = json!({"shop_id": 1, "shop_domain": "test-shop.myshopify.com", "customer": {"id": 7}});
    let with = |name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        body.to_string()
    };
    let request = with("data_request", json!({"id": 1}));
    let redact = with("orders_to_redact", json!([1]));
    check(&Request::shopify("customers/data_request", request.clone()), "accepted").await;
    check(&Request::shopify("customers/redact", redact.clone()), "accepted").await;
    quarantined(Request::shopify("customers/redact", request), "unexpected_shape").await;
    quarantined(Request::shopify("customers/data_request", redact), "unexpected_shape").await;
}
