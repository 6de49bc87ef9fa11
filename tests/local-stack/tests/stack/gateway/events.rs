//! What a request becomes.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

use super::event_of;

#[tokio::test]
async fn an_event_has_the_documented_form() {
    let headers = [("Content-Type", "application/json"), ("User-Agent", "test-store")];
    let event = event_of("POST /webhooks/test-door/shop-1?a=1", &headers, b"{\"id\":1}").await;
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["routeKey"], "POST /webhooks/test-door/{store}");
    assert_eq!(event["pathParameters"], json!({"store": "shop-1"}));
    assert_eq!(event["headers"]["x-forwarded-for"], "127.0.0.1");
    assert_eq!(event["headers"]["x-forwarded-proto"], "https");
    let context = &event["requestContext"];
    assert_eq!(context["accountId"], "000000000000");
    assert_eq!(context["domainName"], "local.execute-api.eu-central-1.amazonaws.com");
    assert_eq!(context["stage"], "$default");
    assert_eq!(context["routeKey"], event["routeKey"]);
    let http = json!({
        "method": "POST",
        "path": "/webhooks/test-door/shop-1",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "test-store",
    });
    assert_eq!(context["http"], http);
    assert!(context["requestId"].is_string() && context["time"].is_string() && context["timeEpoch"].is_u64());
}

#[tokio::test]
async fn what_a_request_lacks_is_left_out_of_the_event() {
    let event = event_of("POST /webhooks/test-door", &[], b"").await;
    for absent in ["cookies", "queryStringParameters", "pathParameters", "body"] {
        assert!(event.get(absent).is_none(), "{absent}: {event}");
    }
    assert_eq!((&event["isBase64Encoded"], &event["rawQueryString"]), (&json!(false), &json!("")));
}

#[tokio::test]
async fn header_names_are_lower_case_and_repeated_values_joined_by_commas() {
    let event =
        event_of("POST /webhooks/test-door", &[("X-Test", "a"), ("x-TEST", "b"), ("X-Other", "c, d")], b"")
            .await;
    assert_eq!((&event["headers"]["x-test"], &event["headers"]["x-other"]), (&json!("a,b"), &json!("c, d")));
}

#[tokio::test]
async fn cookies_leave_the_headers_one_by_one() {
    let event = event_of("POST /webhooks/test-door", &[("Cookie", "a=1; b=2"), ("Cookie", "c=3")], b"").await;
    assert_eq!(event["cookies"], json!(["a=1", "b=2", "c=3"]));
    assert!(event["headers"].get("cookie").is_none());
}

#[tokio::test]
async fn the_query_comes_raw_and_decoded() {
    let event = event_of("POST /webhooks/test-door?b=2&a=x%20y&a=z+%C3%A4&empty", &[], b"").await;
    assert_eq!(event["rawQueryString"], "b=2&a=x%20y&a=z+%C3%A4&empty");
    assert_eq!(event["queryStringParameters"], json!({"a": "x y,z ä", "b": "2", "empty": ""}));
}

#[tokio::test]
async fn the_path_comes_decoded() {
    let event = event_of("GET /any/a%20b/c%3Fd", &[], b"").await;
    assert_eq!(event["rawPath"], "/any/a b/c");
    assert_eq!(event["pathParameters"], json!({"rest": "a b/c"}));
}

#[tokio::test]
async fn text_bodies_come_as_text() {
    let body = "{\"name\":\"J\u{fc}rgen \\\"x\\\" \u{1f600}\"}\r\n";
    let event =
        event_of("POST /webhooks/test-door", &[("Content-Type", "application/json")], body.as_bytes()).await;
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(body), &json!(false)));
}

#[tokio::test]
async fn forms_unnamed_types_and_broken_text_come_in_base64() {
    let headers: [&[(&str, &str)]; 3] = [
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[],
        &[("Content-Type", "application/json")],
    ];
    for (headers, body) in headers.into_iter().zip([b"webhook_id=11".as_slice(), b"{}", b"\xff\xfe"]) {
        let event = event_of("POST /webhooks/test-door", headers, body).await;
        assert_eq!(event["isBase64Encoded"], true, "{headers:?}");
        assert_eq!(event["body"], BASE64_STANDARD.encode(body));
    }
}
