//! The token endpoint's requests, as JSON or as a form, and its answers.

use std::collections::BTreeMap;

use platforms::shopify::{Exchange, Offer, Platform, Refusal, Reply};
use serde_json::Value;
use url::form_urlencoded::parse;

use crate::sites::{Answer, site::Asked};

const BY_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

/// What was sent, by name.
struct Fields(BTreeMap<String, String>);

pub(super) fn answer(platform: &mut Platform, domain: &str, asked: &Asked, now: u64) -> Answer {
    let fields = Fields::read(asked);
    let asked = fields.as_ref().and_then(Fields::exchange);
    let reply = match asked {
        Some(exchange) => platform.token(domain, &exchange, now),
        None => Reply::Refused(Refusal::Malformed),
    };
    Answer::text(reply.status(), "application/json; charset=utf-8", reply.body())
        .with("Cache-Control", "no-store")
}

impl Fields {
    fn read(asked: &Asked) -> Option<Self> {
        let kind = asked.header("content-type").unwrap_or_default();
        match kind.split(';').next().unwrap_or_default().trim() {
            "application/json" => Self::of_json(&asked.body),
            "application/x-www-form-urlencoded" => Some(Self(parse(&asked.body).into_owned().collect())),
            _ => None,
        }
    }

    fn of_json(body: &[u8]) -> Option<Self> {
        let read: Value = serde_json::from_slice(body).ok()?;
        let members = read.as_object()?.iter();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(Self(members.map(|(name, value)| (name.clone(), text(value))).collect()))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// None if something is missing that the grant needs.
    fn exchange(&self) -> Option<Exchange<'_>> {
        Some(Exchange {
            client_id: self.get("client_id")?,
            client_secret: self.get("client_secret")?,
            offer: self.offer()?,
            expiring: self.get("expiring") == Some("1"),
        })
    }

    fn offer(&self) -> Option<Offer<'_>> {
        match self.get("grant_type") {
            None => {
                let (code, redirect_uri) = (self.get("code")?, self.get("redirect_uri"));
                Some(Offer::Code { code, redirect_uri })
            }
            Some("refresh_token") => self.get("refresh_token").map(Offer::Refresh),
            Some("client_credentials") => Some(Offer::Credentials),
            Some(BY_EXCHANGE) => self.subject(),
            Some(_) => None,
        }
    }

    /// Only offline tokens are given here.
    fn subject(&self) -> Option<Offer<'_>> {
        let (token, wanted) = (self.get("subject_token")?, self.get("requested_token_type")?);
        match self.get("subject_token_type")? {
            ID_TOKEN if wanted == OFFLINE => Some(Offer::IdToken(token)),
            OFFLINE if wanted == OFFLINE && self.get("expiring") == Some("1") => Some(Offer::Lasting(token)),
            _ => None,
        }
    }
}
