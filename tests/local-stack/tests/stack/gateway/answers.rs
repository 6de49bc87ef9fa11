//! What a function's answer becomes.

use local_stack::lambda::{FunctionError, InvokeOutcome};
use serde_json::json;

use super::{reply_to, reply_to_answer};

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
