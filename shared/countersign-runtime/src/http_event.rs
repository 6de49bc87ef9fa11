//! An API Gateway HTTP API event (payload format 2.0), read without trusting a byte of it.

use std::{borrow::Cow, collections::HashMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::intake::Headers;
use serde::Deserialize;

/// More than any store sends; API Gateway itself allows 10 240 bytes in all.
const MOST_HEADERS: usize = 100;
const LARGEST_HEADERS: usize = 16 * 1024;

/// One request.
pub struct HttpEvent<'e> {
    /// `POST`, …
    pub method: Cow<'e, str>,
    /// The path as API Gateway gives it.
    pub path: Cow<'e, str>,
    /// The query as it was sent, without the question mark.
    pub query: Cow<'e, str>,
    /// The cookies, one or several in each text.
    pub cookies: Vec<String>,
    /// The body's bytes.
    pub body: Vec<u8>,
    headers: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'e> {
    #[serde(borrow)]
    version: Cow<'e, str>,
    #[serde(borrow)]
    raw_path: Cow<'e, str>,
    #[serde(default, borrow)]
    raw_query_string: Cow<'e, str>,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    multi_value_headers: HashMap<String, Vec<String>>,
    #[serde(borrow)]
    request_context: RequestContext<'e>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'e> {
    #[serde(borrow)]
    http: Http<'e>,
}

#[derive(Deserialize)]
struct Http<'e> {
    #[serde(borrow)]
    method: Cow<'e, str>,
}

impl<'e> HttpEvent<'e> {
    /// Reads the raw invocation payload; none if it is not such an event, or its base64 is not valid.
    pub fn parse(payload: &'e str) -> Option<Self> {
        let wire: Wire<'e> =
            serde_json::from_str(payload).ok().filter(|wire: &Wire<'e>| wire.version == "2.0")?;
        let body = wire.body.unwrap_or_default();
        let body = if wire.is_base64_encoded { STANDARD.decode(body).ok()? } else { body.into_bytes() };
        Some(Self {
            method: wire.request_context.http.method,
            path: wire.raw_path,
            query: wire.raw_query_string,
            cookies: wire.cookies,
            body,
            headers: joined(wire.headers, wire.multi_value_headers),
        })
    }

    /// Whether the headers are as many and as large as a store's may be.
    pub fn headers_are_bounded(&self) -> bool {
        let size: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.headers.len() <= MOST_HEADERS && size <= LARGEST_HEADERS
    }
}

impl Headers for HttpEvent<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// Lower-case names; values of one name joined by commas, also where they come in a list beside the map, as in older
/// payloads, so that a second value never hides.
fn joined(single: HashMap<String, String>, lists: HashMap<String, Vec<String>>) -> HashMap<String, String> {
    let mut headers: HashMap<String, String> = HashMap::with_capacity(single.len());
    for (name, value) in single {
        let joined = headers.entry(name.to_ascii_lowercase()).or_default();
        *joined = if joined.is_empty() { value } else { format!("{joined},{value}") };
    }
    for (name, values) in lists.into_iter().filter(|(_, values)| values.len() > 1) {
        headers.insert(name.to_ascii_lowercase(), values.join(","));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(rest: &str) -> String {
        format!(
            r#"{{"version":"2.0","rawPath":"/webhooks","requestContext":{{"http":{{"method":"POST"}},"requestId":"r-1"}},{rest}}}"#
        )
    }

    #[test]
    fn a_body_is_its_bytes_whatever_the_transport() {
        let plain = event(r#""headers":{"X-A":"1"},"body":"aGk=","isBase64Encoded":false"#);
        assert_eq!(HttpEvent::parse(&plain).unwrap().body, b"aGk=");
        let encoded = event(r#""headers":{"x-a":"1"},"body":"aGk=","isBase64Encoded":true"#);
        let parsed = HttpEvent::parse(&encoded).unwrap();
        assert_eq!((parsed.body.as_slice(), Headers::get(&parsed, "x-a")), (b"hi".as_slice(), Some("1")));
        let without = event(r#""headers":{},"body":null"#);
        assert!(HttpEvent::parse(&without).unwrap().body.is_empty());
    }

    #[test]
    fn a_query_and_cookies_come_as_they_were_sent() {
        let sent = event(r#""rawQueryString":"a=%2526&a=1","cookies":["x=1","y=2; z=3"]"#);
        let parsed = HttpEvent::parse(&sent).unwrap();
        assert_eq!(
            (&*parsed.query, parsed.cookies),
            ("a=%2526&a=1", vec!["x=1".to_owned(), "y=2; z=3".to_owned()])
        );
        let without = event("\"headers\":{}");
        let parsed = HttpEvent::parse(&without).unwrap();
        assert!(parsed.query.is_empty() && parsed.cookies.is_empty());
    }

    #[test]
    fn a_second_value_never_hides() {
        let lists = event(r#""headers":{"x-sig":"right"},"multiValueHeaders":{"X-Sig":["wrong","right"]}"#);
        assert_eq!(Headers::get(&HttpEvent::parse(&lists).unwrap(), "x-sig"), Some("wrong,right"));
        let cases = event(r#""headers":{"x-sig":"a","X-Sig":"b"}"#);
        let joined = HttpEvent::parse(&cases).unwrap();
        assert!(matches!(Headers::get(&joined, "x-sig"), Some("a,b" | "b,a")));
    }

    #[test]
    fn nothing_else_is_a_request() {
        let bad_base64 = event(r#""body":"%%%","isBase64Encoded":true"#);
        let older = event("\"headers\":{}").replace("2.0", "1.0");
        for payload in
            ["{}", "null", "[]", "\"x\"", "5", "", r#"{"Records":[{"body":"x"}]}"#, &bad_base64, &older]
        {
            assert!(HttpEvent::parse(payload).is_none(), "{payload}");
        }
    }

    #[test]
    fn more_headers_than_any_store_sends_are_noticed() {
        let many: Vec<_> = (0..101).map(|at| format!("\"h{at}\":\"v\"")).collect();
        let many = event(&format!("\"headers\":{{{}}}", many.join(",")));
        assert!(!HttpEvent::parse(&many).unwrap().headers_are_bounded());
        let large = event(&format!("\"headers\":{{\"h\":\"{}\"}}", "v".repeat(32 * 1024)));
        assert!(!HttpEvent::parse(&large).unwrap().headers_are_bounded());
    }
}
