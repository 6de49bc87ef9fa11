//! The event a function gets: payload format 2.0.
//!
//! Rules: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway". What it
//! leaves open was taken from captures of the real service: the path arrives decoded and ends at a decoded `?`; text
//! are `text/*`, JSON, XML and JavaScript by their plain names, and nothing else (not even forms).

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::{
    HeaderMap,
    body::Bytes,
    header::{CONTENT_TYPE, COOKIE, USER_AGENT},
    http::request::Parts,
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use time::OffsetDateTime;
use url::form_urlencoded;

use super::routing::Matched;
use crate::{aws::ACCOUNT, clock::since_epoch};

const API_ID: &str = "local";
const SOURCE_IP: &str = "127.0.0.1";

/// The path as routes see it: decoded, and cut off at a `?` that was encoded.
pub(super) fn decoded_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split('?').next().unwrap_or_default().to_owned()
}

/// The event's JSON text.
pub(super) fn render(
    request: &Parts,
    path: &str,
    body: &Bytes,
    matched: &Matched<'_>,
    request_id: &str,
    region: &str,
) -> Vec<u8> {
    let route_key = matched.route.key.to_string();
    let query = request.uri.query().unwrap_or_default();
    let (body, is_base64_encoded) = encode(body, &request.headers);
    let event = Event {
        version: "2.0",
        route_key: &route_key,
        raw_path: path,
        raw_query_string: query,
        cookies: cookies(&request.headers),
        headers: headers(&request.headers, request_id),
        query_string_parameters: parameters(query),
        request_context: Context::new(request, path, &route_key, request_id, region),
        path_parameters: (!matched.parameters.is_empty()).then_some(&matched.parameters),
        body,
        is_base64_encoded,
    };
    // Strings and maps of strings always serialise.
    serde_json::to_vec(&event).unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    version: &'static str,
    route_key: &'a str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<Cow<'a, str>>,
    headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    request_context: Context<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_parameters: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Box<RawValue>>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    account_id: &'static str,
    api_id: &'static str,
    domain_name: String,
    domain_prefix: &'static str,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'a str,
    stage: &'static str,
    time: String,
    time_epoch: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: &'a str,
    protocol: &'static str,
    source_ip: &'static str,
    user_agent: Cow<'a, str>,
}

impl<'a> Context<'a> {
    fn new(request: &'a Parts, path: &'a str, route_key: &'a str, request_id: &'a str, region: &str) -> Self {
        let now = since_epoch();
        let user_agent = request.headers.get(USER_AGENT);
        Self {
            account_id: ACCOUNT,
            api_id: API_ID,
            domain_name: format!("{API_ID}.execute-api.{region}.amazonaws.com"),
            domain_prefix: API_ID,
            http: Http {
                method: request.method.as_str(),
                path,
                protocol: "HTTP/1.1",
                source_ip: SOURCE_IP,
                user_agent: user_agent.map(|value| text(value.as_bytes())).unwrap_or_default(),
            },
            request_id,
            route_key,
            stage: "$default",
            time: clf(now.as_secs()),
            time_epoch: now.as_millis().try_into().unwrap_or(u64::MAX),
        }
    }
}

/// Text bodies stand as they are, when they are UTF-8; all others in base64. An empty body is none.
fn encode(body: &Bytes, headers: &HeaderMap) -> (Option<Box<RawValue>>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match std::str::from_utf8(body) {
        Ok(text) if is_text(content_type) => (quoted(text.to_owned()), false),
        Ok(_) | Err(_) => (quoted(BASE64_STANDARD.encode(body)), true),
    }
}

/// Written by serde_json's own code, which is optimised also where ours is not: bodies may have megabytes.
fn quoted(text: String) -> Option<Box<RawValue>> {
    RawValue::from_string(Value::String(text).to_string()).ok()
}

fn is_text(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let named = ["application/json", "application/javascript", "application/xml"];
    media_type.starts_with("text/") || named.contains(&media_type.as_str())
}

/// Every header but cookies, repeated ones joined by commas, with what API Gateway adds.
fn headers<'a>(headers: &'a HeaderMap, request_id: &str) -> BTreeMap<&'a str, String> {
    let join =
        |name| headers.get_all(name).iter().map(|value| text(value.as_bytes())).collect::<Vec<_>>().join(",");
    let kept = headers.keys().filter(|name| **name != COOKIE);
    let mut joined: BTreeMap<&str, String> = kept.map(|name| (name.as_str(), join(name))).collect();
    let forwarded = joined.remove("x-forwarded-for").map(|before| format!("{before}, {SOURCE_IP}"));
    joined.insert("x-forwarded-for", forwarded.unwrap_or_else(|| SOURCE_IP.to_owned()));
    joined.insert("x-forwarded-port", "443".to_owned());
    joined.insert("x-forwarded-proto", "https".to_owned());
    joined.entry("x-amzn-trace-id").or_insert_with(|| format!("Root=1-{request_id}"));
    joined
}

fn cookies(headers: &HeaderMap) -> Vec<Cow<'_, str>> {
    let split = |value: Cow<'_, str>| {
        value.split(';').map(|one| Cow::Owned(one.trim().to_owned())).collect::<Vec<_>>()
    };
    headers.get_all(COOKIE).iter().flat_map(|value| split(text(value.as_bytes()))).collect()
}

/// Decoded, repeated ones joined by commas.
fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut joined = BTreeMap::<String, String>::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match joined.get_mut(&*name) {
            Some(before) => {
                before.push(',');
                before.push_str(&value);
            }
            None => drop(joined.insert(name.into_owned(), value.into_owned())),
        }
    }
    joined
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Such as `05/Nov/2026:10:11:12 +0000`.
fn clf(seconds: u64) -> String {
    let now =
        i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let now = now.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = now.to_hms();
    let month = now.month().to_string();
    format!("{:02}/{}/{}:{hour:02}:{minute:02}:{second:02} +0000", now.day(), &month[..3], now.year())
}

#[cfg(test)]
mod tests {
    use super::{clf, decoded_path, is_text};

    #[test]
    fn times_are_written_as_in_access_logs() {
        assert_eq!(clf(1_583_348_638), "04/Mar/2020:19:03:58 +0000");
    }

    #[test]
    fn a_path_is_decoded_once_and_ends_at_a_decoded_question_mark() {
        assert_eq!(decoded_path("/a%20b/%2520"), "/a b/%20");
        assert_eq!(decoded_path("/a%3Fb/c"), "/a");
        assert_eq!(decoded_path("/a+b%zz"), "/a+b%zz");
    }

    #[test]
    fn only_a_few_content_types_are_text() {
        for text in
            ["text/plain", "TEXT/html; charset=utf-8", "application/json;charset=UTF-8", "application/xml"]
        {
            assert!(is_text(text), "{text}");
        }
        for binary in ["", "application/x-www-form-urlencoded", "application/vnd.api+json", "image/png"] {
            assert!(!is_text(binary), "{binary}");
        }
    }
}
