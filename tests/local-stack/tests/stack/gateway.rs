//! API Gateway's quirks, each as the pages it is documented on say.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use local_stack::{
    gateway::{Gateway, GatewayOptions},
    lambda::{FunctionError, Invoke, InvokeOutcome},
    template::Route,
};
use serde_json::{Value, json};

use crate::{
    functions::Functions,
    http::{Reply, send},
    support::{lambda, test_function},
};

const ROUTES: &[&str] = &["POST /webhooks/test-door", "POST /webhooks/test-door/{store}", "ANY /any/{rest+}"];

async fn gateway(functions: Arc<dyn Invoke>, timeout: Duration) -> Gateway {
    let route =
        |key: &&str| Route { key: key.parse().unwrap(), function: "test-function".to_owned(), timeout };
    let routes = ROUTES.iter().map(route).collect();
    Gateway::start(GatewayOptions { region: "eu-central-1".to_owned(), routes, functions }).await.unwrap()
}

/// The event that one request becomes.
async fn event_of(line: &str, headers: &[(&str, &str)], body: &[u8]) -> Value {
    let functions = Functions::new(|_| InvokeOutcome::Ok("{}".into()));
    let gateway = gateway(functions.clone(), Duration::from_secs(30)).await;
    let reply = send(&gateway.url(), line, headers, body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    gateway.stop().await;
    functions.events().remove(0).1
}

/// The reply that one outcome becomes.
async fn reply_to(outcome: InvokeOutcome) -> Reply {
    let functions = Functions::new(move |_| outcome.clone());
    let gateway = gateway(functions, Duration::from_secs(30)).await;
    let reply = send(&gateway.url(), "POST /webhooks/test-door", &[], b"{}").await;
    gateway.stop().await;
    reply
}

async fn reply_to_answer(answer: Value) -> Reply {
    reply_to(InvokeOutcome::Ok(answer.to_string().into())).await
}

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

#[tokio::test]
async fn a_stranger_reaches_no_function() {
    let functions = Functions::hanging();
    let gateway = gateway(functions.clone(), Duration::from_secs(30)).await;
    for line in
        ["POST /webhooks/other-door", "GET /webhooks/test-door", "POST /webhooks/test-door/a/b", "POST /"]
    {
        let reply = send(&gateway.url(), line, &[], b"{}").await;
        assert_eq!((reply.status, reply.body.as_str()), (404, r#"{"message":"Not Found"}"#), "{line}");
        assert!(reply.header("apigw-requestid").is_some());
    }
    assert_eq!(functions.events(), []);
    gateway.stop().await;
}

#[tokio::test]
async fn a_body_of_more_than_ten_megabytes_is_refused() {
    let functions =
        Functions::new(|event| InvokeOutcome::Ok(event["body"].as_str().unwrap().len().to_string().into()));
    let gateway = gateway(functions.clone(), Duration::from_secs(30)).await;
    let body = vec![b'x'; 10 * 1024 * 1024 + 1];
    let text = [("Content-Type", "text/plain")];
    let refused = send(&gateway.url(), "POST /webhooks/test-door", &text, &body).await;
    assert_eq!((refused.status, refused.body.as_str()), (413, r#"{"message":"Request Entity Too Large"}"#));
    assert_eq!(functions.events(), []);
    let fits = send(&gateway.url(), "POST /webhooks/test-door", &text, &body[1..]).await;
    assert_eq!((fits.status, fits.body.as_str()), (200, "10485760"));
    gateway.stop().await;
}

#[tokio::test]
async fn headers_of_more_than_10240_bytes_are_refused() {
    let functions = Functions::new(|_| InvokeOutcome::Ok("{}".into()));
    let gateway = gateway(functions.clone(), Duration::from_secs(30)).await;
    for (bytes, status) in [(9_000, 200), (10_240, 431)] {
        let value = "x".repeat(bytes);
        let reply = send(&gateway.url(), "POST /webhooks/test-door", &[("X-Test", &value)], b"").await;
        assert_eq!(reply.status, status, "{bytes}");
    }
    gateway.stop().await;
}

#[tokio::test]
async fn an_event_too_large_for_lambda_is_an_internal_error() {
    let lambda = lambda(test_function());
    let gateway = gateway(Arc::new(lambda.clone()), Duration::from_secs(30)).await;
    let binary = vec![0; 5 * 1024 * 1024];
    let reply = send(&gateway.url(), "POST /webhooks/test-door", &[], &binary).await;
    assert_eq!((reply.status, reply.body.as_str()), (500, r#"{"message":"Internal Server Error"}"#));
    gateway.stop().await;
    lambda.stop().await;
}

#[tokio::test]
async fn a_function_that_fails_is_an_internal_error() {
    let error = FunctionError { error_type: "Test.Failed".to_owned(), payload: "{\"secret\":1}".into() };
    for outcome in [InvokeOutcome::FunctionError(error), InvokeOutcome::TooLarge, InvokeOutcome::NotFound] {
        let reply = reply_to(outcome).await;
        assert_eq!((reply.status, reply.body.as_str()), (500, r#"{"message":"Internal Server Error"}"#));
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_throttled_or_late_function_is_unavailable() {
    let throttled = reply_to(InvokeOutcome::Throttled).await;
    let gateway = gateway(Functions::hanging(), Duration::from_millis(20)).await;
    let late = send(&gateway.url(), "POST /webhooks/test-door", &[], b"{}").await;
    for reply in [throttled, late] {
        assert_eq!((reply.status, reply.body.as_str()), (503, r#"{"message":"Service Unavailable"}"#));
    }
    gateway.stop().await;
}

#[tokio::test]
async fn a_full_answer_is_passed_on_as_it_is() {
    let reply = reply_to_answer(json!({
        "statusCode": 201,
        "headers": {"X-Test": "a", "Content-Type": "application/json", "X-Number": 7, "content-length": "999"},
        "cookies": ["a=1; Secure", "b=2"],
        "body": "eyJvayI6dHJ1ZX0=",
        "isBase64Encoded": true,
    }))
    .await;
    assert_eq!((reply.status, reply.body.as_str()), (201, r#"{"ok":true}"#));
    assert_eq!((reply.header("x-test"), reply.header("x-number")), (Some("a"), Some("7")));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let cookies: Vec<_> =
        reply.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, v)| v).collect();
    assert_eq!(cookies, ["a=1; Secure", "b=2"]);
}

#[tokio::test]
async fn an_answer_without_a_content_type_is_plain_text() {
    let reply = reply_to_answer(json!({"statusCode": 200})).await;
    assert_eq!((reply.header("content-type"), reply.body.as_str()), (Some("text/plain;charset=UTF-8"), ""));
}

#[tokio::test]
async fn an_answer_without_a_status_is_the_body_of_a_200() {
    let object = reply_to_answer(json!({"ok": true})).await;
    assert_eq!((object.status, object.body.as_str()), (200, r#"{"ok":true}"#));
    assert_eq!(object.header("content-type"), Some("application/json"));
    assert_eq!(reply_to_answer(json!("hello")).await.body, "hello");
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_an_internal_error() {
    assert_eq!(reply_to(InvokeOutcome::Ok("not json".into())).await.status, 500);
    for nonsense in [
        json!({"statusCode": "two hundred"}),
        json!({"statusCode": 42}),
        json!({"statusCode": 200, "body": "***", "isBase64Encoded": true}),
        json!({"statusCode": 200, "body": {"not": "text"}}),
        json!({"statusCode": 200, "headers": {"bad name": "x"}}),
    ] {
        assert_eq!(reply_to_answer(nonsense.clone()).await.status, 500, "{nonsense}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_same_time_get_each_its_own_answer() {
    let functions = Functions::new(|event| InvokeOutcome::Ok(event["rawPath"].to_string().into()));
    let gateway = gateway(functions, Duration::from_secs(30)).await;
    let url = gateway.url();
    let ask = async |n: u32| send(&url, &format!("POST /webhooks/test-door/{n}"), &[], b"{}").await.body;
    let replies = futures_util::future::join_all((0..20).map(ask)).await;
    let expected: Vec<_> = (0..20).map(|n| format!("/webhooks/test-door/{n}")).collect();
    assert_eq!(replies, expected);
    gateway.stop().await;
}

#[tokio::test]
async fn a_stopped_gateway_listens_no_more() {
    let gateway = gateway(Functions::hanging(), Duration::from_secs(30)).await;
    let url = gateway.url();
    gateway.stop().await;
    assert!(tokio::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).await.is_err());
}
