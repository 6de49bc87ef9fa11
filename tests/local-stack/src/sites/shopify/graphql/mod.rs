//! The Admin API: a small part of the schema, with the platform's own errors.

mod document;
mod resolve;
mod schema;

use platforms::shopify::Platform;
use serde_json::{Value, json};

use self::{document::Fault, resolve::Resolver};
use super::desk::not_found;
use crate::sites::{Answer, site::Asked};

/// Supported in November 2026, the oldest first. Older ones fall forward to the first of them.
const VERSIONS: [&str; 4] = ["2026-01", "2026-04", "2026-07", "2026-10"];

/// What is answered, with 200, when calls come too fast.
pub fn throttled() -> Answer {
    let documentation = "https://shopify.dev/api/usage/rate-limits";
    let errors = json!([{"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": documentation}}]);
    json_answer(200, &json!({"errors": errors, "extensions": {"cost": cost(false)}}).to_string())
}

pub(super) fn answer(platform: &mut Platform, domain: &str, asked: &Asked, now: u64) -> Answer {
    let Some(version) = version(&asked.path) else { return not_found() };
    if asked.method != "POST" {
        return not_found();
    }
    let token = asked.header("x-shopify-access-token").unwrap_or_default();
    if let Err(denied) = platform.admit(domain, token, now) {
        return json_answer(denied.status(), denied.body());
    }
    let body = match run(platform, domain, &asked.body, now) {
        Ok(data) => json!({"data": data, "extensions": {"cost": cost(true)}}),
        Err(fault) => json!({"errors": [fault.shown()]}),
    };
    json_answer(200, &body.to_string()).with("X-Shopify-API-Version", version)
}

fn run(platform: &mut Platform, domain: &str, body: &[u8], now: u64) -> Result<Value, Fault> {
    let request: Value = serde_json::from_slice(body).map_err(|_| Fault::bad_request())?;
    let query = request["query"].as_str().ok_or_else(Fault::bad_request)?;
    let document = document::read(query, &request["variables"], request["operationName"].as_str())?;
    document.check()?;
    let shop = platform.shops.get_mut(domain).ok_or_else(Fault::bad_request)?;
    document.answer(&mut Resolver { shop, domain, now })
}

/// `/admin/api/<version>/graphql.json`; gives the version that answers.
fn version(path: &str) -> Option<&'static str> {
    let asked = path.strip_prefix("/admin/api/")?.strip_suffix("/graphql.json")?;
    let quarterly = asked.len() == 7 && asked.as_bytes()[4] == b'-';
    let known = VERSIONS.iter().find(|version| **version == asked);
    let older = (quarterly && asked < VERSIONS[0]).then_some(&VERSIONS[0]);
    known.or(older).copied()
}

fn cost(answered: bool) -> Value {
    let left = if answered { 1990 } else { 10 };
    let actual = if answered { json!(10) } else { Value::Null };
    let status = json!({"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": 100});
    json!({"requestedQueryCost": 38, "actualQueryCost": actual, "throttleStatus": status})
}

fn json_answer(status: u16, body: &str) -> Answer {
    Answer::text(status, "application/json; charset=utf-8", body)
}
