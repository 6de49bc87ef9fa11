//! An installation that an operator asks for by invoking the function: of a store of the app's own organisation, which has
//! no merchant who could consent. Nothing that comes through API Gateway is such an event.

use countersign_core::{
    ports::{Grant, SubscribeFault},
    store::ShopDomain,
};
use countersign_runtime::Invocation;
use serde::{Deserialize, Serialize};

use crate::{MARGIN, Outside, Site, log, told::Told};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    install: Asked,
}

/// What is to be installed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    grant: GrantName,
    shop: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum GrantName {
    ClientCredentials,
}

/// What came of it.
#[derive(Serialize)]
pub(crate) struct Report {
    shop: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions_made: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions_failed: Option<&'static str>,
}

pub(crate) fn parse(payload: &str) -> Option<Asked> {
    serde_json::from_str::<Event>(payload).ok().map(|event| event.install)
}

pub(crate) async fn install<O: Outside>(site: &Site<'_, O>, invocation: &Invocation, asked: Asked) -> Report {
    let Asked { grant: GrantName::ClientCredentials, shop } = asked;
    let Some(domain) = ShopDomain::parse(&shop) else { return Report::ended(shop, "invalid_shop") };
    let begun = site.now();
    let until = begun + invocation.remaining(begun, MARGIN);
    let connected = site.connect(domain, Grant::ClientCredentials, until).await;
    let took = site.now().duration_since(begun).unwrap_or_default();
    match connected {
        Ok(told) => {
            let missing_scopes = told.missing.clone();
            let subscribed = told.subscribed.clone();
            let told = Told::Shop(told);
            log::told(&told, took);
            Report {
                missing_scopes,
                subscriptions_made: subscribed.as_ref().map(|asked| asked.made),
                subscriptions_failed: subscribed
                    .and_then(|asked| asked.fault)
                    .as_ref()
                    .map(SubscribeFault::code),
                ..Report::ended(shop, told.outcome())
            }
        }
        Err(refused) => {
            log::refused(&refused, took);
            Report::ended(shop, refused.code())
        }
    }
}

impl Report {
    fn ended(shop: String, outcome: &'static str) -> Self {
        let (missing_scopes, subscriptions_made, subscriptions_failed) = (Vec::new(), None, None);
        Self { shop, outcome, missing_scopes, subscriptions_made, subscriptions_failed }
    }
}
