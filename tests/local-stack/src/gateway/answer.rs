//! What API Gateway makes of a function's answer, and what it says when there is none.
//!
//! Rules: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", section
//! "Lambda function response for format 2.0".

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{
        CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE, TRANSFER_ENCODING,
    },
};
use serde::Deserialize;
use serde_json::Value;

/// The answer of a function that names a status.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    headers: Option<BTreeMap<String, Value>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

/// Turns a function's answer into a response; `None` if API Gateway cannot make sense of it.
pub(super) fn from_function(answer: &Bytes) -> Option<Response<Full<Bytes>>> {
    let value: Value = serde_json::from_slice(answer).ok()?;
    if value.get("statusCode").is_none() {
        return Some(inferred(&value, answer));
    }
    let answer: Answer = serde_json::from_value(value).ok()?;
    let mut response = Response::new(body(&answer)?.into());
    *response.status_mut() =
        StatusCode::from_u16(answer.status_code).ok().filter(|status| status.as_u16() >= 200)?;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"));
    for (name, value) in answer.headers.into_iter().flatten() {
        let name = HeaderName::try_from(name).ok()?;
        // The connection to the client is API Gateway's own affair.
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
            headers.insert(name, HeaderValue::try_from(header_text(value)?).ok()?);
        }
    }
    for cookie in answer.cookies.into_iter().flatten() {
        headers.append(SET_COOKIE, HeaderValue::try_from(cookie).ok()?);
    }
    Some(response)
}

/// An answer of API Gateway's own.
pub(super) fn refusal(status: StatusCode, message: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Bytes::from(format!("{{\"message\":\"{message}\"}}")).into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Valid JSON without a status is the body of a 200; a lone string is that text.
fn inferred(value: &Value, answer: &Bytes) -> Response<Full<Bytes>> {
    let body = value.as_str().map_or_else(|| answer.clone(), |text| Bytes::from(text.to_owned()));
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn body(answer: &Answer) -> Option<Bytes> {
    let text = answer.body.as_deref().unwrap_or_default();
    if answer.is_base64_encoded.unwrap_or(false) {
        return BASE64_STANDARD.decode(text).ok().map(Bytes::from);
    }
    Some(Bytes::from(text.to_owned()))
}

fn header_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
