//! The REST API, as far as an app that is being connected uses it.

use platforms::woocommerce::{Hook, RestError, Store};
use serde_json::{Value, json};
use url::form_urlencoded::parse;

use crate::sites::{Answer, site::Asked};

/// Where the API lies.
pub(super) const ROOT: &str = "/wp-json";

const MOST: usize = 100;

pub(super) fn answer(store: &mut Store, asked: &Asked) -> Answer {
    match route(store, asked) {
        Ok(answer) => answer,
        Err(error) => said(error.status, error.body()),
    }
}

fn route(store: &mut Store, asked: &Asked) -> Result<Answer, RestError> {
    let path = asked.path.trim_end_matches('/');
    if path == ROOT {
        return Ok(json_answer(200, &index(store)));
    }
    let rest = path.strip_prefix("/wp-json/wc/v3").ok_or(RestError::NO_ROUTE)?;
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    let known =
        matches!(*parts, [] | ["webhooks", ..] | ["system_status" | "orders"] | ["settings", "general"]);
    if !known || parts.len() > 2 {
        return Err(RestError::NO_ROUTE);
    }
    store.admit(&asked.method, &asked.query, asked.header("authorization"))?;
    match (asked.method.as_str(), &*parts) {
        ("GET", []) => Ok(json_answer(200, &json!({"namespace": "wc/v3", "routes": {}}))),
        ("GET", ["system_status"]) => Ok(json_answer(200, &system_status(store))),
        ("GET", ["settings", "general"]) => Ok(json_answer(200, &settings())),
        ("GET", ["orders"]) => Ok(listed(&[], &asked.query)),
        ("GET", ["webhooks"]) => {
            let newest_first: Vec<_> = store.hooks.iter().rev().map(Hook::shown).collect();
            Ok(listed(&newest_first, &asked.query))
        }
        ("POST", ["webhooks"]) => {
            store.create_hook(&read(asked)?).map(|hook| json_answer(201, &hook.shown()))
        }
        ("GET", ["webhooks", id]) => store.hook(number(id)?).map(|hook| json_answer(200, &hook.shown())),
        ("PUT" | "POST" | "PATCH", ["webhooks", id]) => {
            store.update_hook(number(id)?, &read(asked)?).map(|hook| json_answer(200, &hook.shown()))
        }
        ("DELETE", ["webhooks", id]) => {
            let force = get(&asked.query, "force").is_some_and(|force| force == "true");
            store.delete_hook(number(id)?, force).map(|hook| json_answer(200, &hook.shown()))
        }
        _ => Err(RestError::NO_ROUTE),
    }
}

/// Known to everybody, without keys.
fn index(store: &Store) -> Value {
    json!({"name": "A shop", "url": store.home, "home": store.home, "namespaces": ["wc/v3", "wp/v2"]})
}

fn system_status(store: &Store) -> Value {
    let environment =
        json!({"home_url": store.home, "site_url": store.home, "version": "10.0.2", "wp_version": "6.9"});
    json!({"environment": environment, "settings": {"currency": "EUR"}, "security": {"secure_connection": true}})
}

fn settings() -> Value {
    json!([{"id": "woocommerce_currency", "label": "Currency", "type": "select", "value": "EUR"}])
}

/// A page of a list, with what WordPress says about the rest.
fn listed(all: &[Value], query: &str) -> Answer {
    let number = |name: &str, otherwise: usize| {
        get(query, name).and_then(|text| text.parse().ok()).filter(|number| *number > 0).unwrap_or(otherwise)
    };
    let (page, size) = (number("page", 1), number("per_page", 10).min(MOST));
    let shown: Vec<_> = all.iter().skip((page - 1) * size).take(size).cloned().collect();
    json_answer(200, &shown.into())
        .with("X-WP-Total", &all.len().to_string())
        .with("X-WP-TotalPages", &all.len().div_ceil(size).to_string())
}

fn read(asked: &Asked) -> Result<Value, RestError> {
    serde_json::from_slice(&asked.body).map_err(|_| RestError::INVALID_JSON)
}

fn number(id: &str) -> Result<u64, RestError> {
    id.parse().map_err(|_| RestError::NO_ROUTE)
}

fn get(query: &str, name: &str) -> Option<String> {
    parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

fn json_answer(status: u16, body: &Value) -> Answer {
    said(status, body.to_string())
}

fn said(status: u16, body: String) -> Answer {
    Answer::text(status, "application/json; charset=UTF-8", body)
}
