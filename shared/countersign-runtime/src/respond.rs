//! Answers of our endpoints. A refusal is constant for its code: it tells a stranger nothing else.

use countersign_core::{
    Disposition,
    oauth::{
        Departure,
        page::{PRIVATE, Page},
    },
};
use lambda_http::{
    Body,
    aws_lambda_events::apigw::ApiGatewayV2httpResponse,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
};
use serde::Serialize;

/// An answer in API Gateway's form.
pub type Answer = ApiGatewayV2httpResponse;

/// A store that is refused for our own trouble comes back by its own schedule; this is for everyone else.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("30");

#[derive(Serialize)]
struct Refused {
    error: Code,
}

#[derive(Serialize)]
struct Code {
    code: &'static str,
}

/// 200 with nothing in it.
pub fn empty() -> Answer {
    answer(StatusCode::OK, HeaderMap::new(), None)
}

/// A status with a JSON body.
pub fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    answer(status, headers, serde_json::to_string(body).ok())
}

/// A refusal. `code` decides the status where the disposition leaves a choice; `docs/SEMANTICS.md` has the table.
pub fn refusal(disposition: Disposition, code: &'static str) -> Answer {
    let status = match (disposition, code) {
        (Disposition::Deny, _) => StatusCode::UNAUTHORIZED,
        (Disposition::Reject, "not_found") => StatusCode::NOT_FOUND,
        (Disposition::Reject, "method_not_allowed") => StatusCode::METHOD_NOT_ALLOWED,
        (Disposition::Reject, "payload_too_large") => StatusCode::PAYLOAD_TOO_LARGE,
        (Disposition::Reject, "unsupported_encoding") => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        (Disposition::Reject, _) => StatusCode::BAD_REQUEST,
        (Disposition::Retry | Disposition::Page, _) => StatusCode::SERVICE_UNAVAILABLE,
    };
    refused(status, code)
}

/// A refusal with a status of its own.
pub fn refused(status: StatusCode, code: &'static str) -> Answer {
    let mut answer = json(status, &Refused { error: Code { code } });
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers.insert(RETRY_AFTER, RETRY_SECONDS);
    }
    answer
}

/// A page for a browser, with all headers that keep it to itself.
pub fn page(status: StatusCode, page: Page, cookie: Option<String>) -> Answer {
    let mut answer = answer(status, HeaderMap::new(), Some(page.html));
    for (name, value) in page.headers {
        set(&mut answer, name, &value);
    }
    answer.cookies = cookie.into_iter().collect();
    answer
}

/// Sends a browser elsewhere. The address holds a state, so nobody is to keep it or to tell others.
pub fn depart(departure: Departure) -> Answer {
    let mut answer = private(answer(StatusCode::FOUND, HeaderMap::new(), None));
    set(&mut answer, "location", &departure.location);
    answer.cookies = vec![departure.cookie];
    answer
}

/// The same answer with the headers of everything that belongs to an installation.
pub fn private(mut answer: Answer) -> Answer {
    for (name, value) in PRIVATE {
        set(&mut answer, name, value);
    }
    answer
}

/// Our own texts are all visible ASCII; another is left out.
fn set(answer: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers.insert(HeaderName::from_static(name), value);
    }
}

fn answer(status: StatusCode, headers: HeaderMap, body: Option<String>) -> Answer {
    let mut answer = Answer::default();
    answer.status_code = status.as_u16().into();
    answer.headers = headers;
    answer.body = body.map(Body::Text);
    answer
}
