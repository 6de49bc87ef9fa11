//! What does not get through, and what it is told.

use std::{sync::Arc, time::Duration};

use local_stack::lambda::InvokeOutcome;

use super::{gateway, reply_to};
use crate::{
    functions::Functions,
    http::send,
    support::{lambda, test_function},
};

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
async fn a_throttled_or_late_function_is_unavailable() {
    let throttled = reply_to(InvokeOutcome::Throttled).await;
    let gateway = gateway(Functions::hanging(), Duration::from_millis(20)).await;
    let late = send(&gateway.url(), "POST /webhooks/test-door", &[], b"{}").await;
    for reply in [throttled, late] {
        assert_eq!((reply.status, reply.body.as_str()), (503, r#"{"message":"Service Unavailable"}"#));
    }
    gateway.stop().await;
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
