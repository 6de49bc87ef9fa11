//! The few places where a planted value belongs.

use canary::{Finding, Form, Planted, View};
use local_stack::{
    aws::Service,
    record::{Place, Record},
};
use serde_json::Value;

use super::{
    PERSON,
    secrets::{APP_SECRET, CREDENTIAL, STATE, WEBHOOK_SECRET, api_key_of},
};
use crate::{CONNECT, LIFECYCLE, REFRESH};

/// Where a shop takes the app's secret, codes and refresh tokens.
const TOKEN: &str = "/admin/oauth/access_token";
/// Where a store that runs WooCommerce takes the secret of its webhooks.
const WEBHOOKS: &str = "/wp-json/wc/v3/webhooks";

/// Whether a record may hold what was found in it.
pub(super) fn is_allowed(record: &Record, found: &Finding<'_>) -> bool {
    match &record.place {
        // The mailer writes to the customer's address, and knows nothing else of them.
        Place::Partner { partner } => {
            partner == "mailer"
                && is_person(found.planted)
                && found.planted.value.contains('@')
                && is_plain(found)
        }
        // A partner is shown the key that was agreed with it, and nothing more in that header.
        Place::PartnerHeader { partner, header } => {
            header == "x-api-key" && is_plain(found) && found.planted.name == api_key_of(partner)
        }
        // Operators put secrets into the secret store; functions only what they were given for a store.
        Place::Aws { caller, service: Service::SecretsManager, operation } => {
            let puts = ["CreateSecret", "PutSecretValue"].contains(&operation.as_str());
            let keeper = [CONNECT, REFRESH, LIFECYCLE].contains(&caller.as_str()) && is(CREDENTIAL, found);
            puts && (keeper || (caller == "stack" && !is_person(found.planted)))
        }
        Place::SiteBody { path, .. } if path == TOKEN => is(CREDENTIAL, found) || is(APP_SECRET, found),
        Place::SiteBody { path, .. } => path.starts_with(WEBHOOKS) && is(WEBHOOK_SECRET, found),
        // Basic: in base64.
        Place::SiteHeader { header, .. } => {
            ["x-shopify-access-token", "authorization"].contains(&header.as_str()) && is(CREDENTIAL, found)
        }
        // The browser carries it to the store and back.
        Place::AnswerHeader { header } => {
            ["location", "set-cookie"].contains(&header.as_str()) && is(STATE, found)
        }
        Place::Runtime { function, call } => {
            let answers = function.as_ref() == CONNECT && call.ends_with("response");
            answers && is(STATE, found) && !holds_beside_redirect(&record.bytes, &found.planted.value)
        }
        Place::Aws { .. } | Place::Output { .. } | Place::SiteAddress { .. } | Place::Answer => false,
    }
}

fn is(name: &str, found: &Finding<'_>) -> bool {
    found.planted.name.starts_with(name)
}

/// Whether an answer tells a value elsewhere than where it sends the browser, and in the cookie it sets.
fn holds_beside_redirect(answer: &[u8], value: &str) -> bool {
    let Ok(mut answer) = serde_json::from_slice::<Value>(answer) else { return true };
    answer["cookies"].take();
    if let Some(headers) = answer["headers"].as_object_mut() {
        headers.retain(|name, _| !["location", "set-cookie"].contains(&name.to_ascii_lowercase().as_str()));
    }
    answer.to_string().contains(value)
}

/// The value as it is; that the text around it can be read in other ways changes nothing.
fn is_plain(found: &Finding<'_>) -> bool {
    found.form == Form::Raw && [View::Plain, View::Percent, View::Escapes].contains(&found.view)
}

pub(super) fn is_person(planted: &Planted) -> bool {
    planted.name == PERSON
}

#[cfg(test)]
mod tests {
    use canary::Canaries;

    use super::*;
    use crate::scan::person;

    const EMAIL: &str = "bakolumi.dusi@customers.example";
    const STREET: &str = "12 Dovelupi Street";
    const KEY: &str = "test-0f1e2d3c4b5a69788796a5b4-warehouse";
    const TOKEN_VALUE: &str = "test-access-bakolumidusi-1";
    const STATE_VALUE: &str = "dovelupibakolumi";
    const APP_VALUE: &str = "test-lumidusibako-of-the-app";

    fn planted() -> Canaries {
        let key = Planted { name: api_key_of("warehouse"), value: KEY.to_owned() };
        let of = |name: &str, value: &str| Planted { name: name.to_owned(), value: value.to_owned() };
        let stores = [of(CREDENTIAL, TOKEN_VALUE), of(STATE, STATE_VALUE), of(APP_SECRET, APP_VALUE)];
        Canaries::new([person(EMAIL.to_owned()), person(STREET.to_owned()), key].into_iter().chain(stores))
    }

    fn is_told(place: Place, text: &str) -> bool {
        let record = Record { place, bytes: text.to_owned().into() };
        let canaries = planted();
        let found = canaries.find(&record.bytes);
        assert!(!found.is_empty(), "{text} holds nothing");
        !found.iter().all(|found| is_allowed(&record, found))
    }

    fn partner(name: &str) -> Place {
        Place::Partner { partner: name.to_owned() }
    }

    fn header(partner: &str, header: &str) -> Place {
        Place::PartnerHeader { partner: partner.to_owned(), header: header.to_owned() }
    }

    fn aws(caller: &str, service: Service, operation: &str) -> Place {
        Place::Aws { caller: caller.to_owned(), service, operation: operation.to_owned() }
    }

    #[test]
    fn only_the_mailer_may_know_an_address_and_nothing_else() {
        let body = format!("{{\"email\":\"{EMAIL}\"}}");
        assert!(!is_told(partner("mailer"), &body));
        assert!(is_told(partner("warehouse"), &body));
        assert!(is_told(partner("mailer"), &format!("{{\"email\":\"{EMAIL}\",\"street\":\"{STREET}\"}}")));
        assert!(is_told(partner("mailer"), &EMAIL.replace('@', "%40")));
        assert!(is_told(header("mailer", "x-customer"), EMAIL));
        assert!(is_told(partner("mailer"), KEY));
    }

    #[test]
    fn a_partners_key_belongs_into_one_header_to_it() {
        assert!(!is_told(header("warehouse", "x-api-key"), KEY));
        assert!(is_told(header("mailer", "x-api-key"), KEY));
        assert!(is_told(header("warehouse", "authorization"), KEY));
        assert!(is_told(partner("warehouse"), KEY));
    }

    #[test]
    fn only_operators_put_secrets_into_the_store() {
        assert!(!is_told(aws("stack", Service::SecretsManager, "PutSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::SecretsManager, "PutSecretValue"), EMAIL));
        assert!(is_told(aws("partner-delivery", Service::SecretsManager, "PutSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::SecretsManager, "GetSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::Sqs, "SendMessage"), KEY));
    }

    #[test]
    fn a_stores_credential_goes_to_the_store_and_into_its_secret_alone() {
        let body = |path: &str| Place::SiteBody { host: "a.test".to_owned(), path: path.to_owned() };
        let site = |header: &str| Place::SiteHeader { host: "a.test".to_owned(), header: header.to_owned() };
        for caller in [CONNECT, REFRESH, LIFECYCLE] {
            assert!(!is_told(aws(caller, Service::SecretsManager, "PutSecretValue"), TOKEN_VALUE));
            assert!(is_told(aws(caller, Service::SecretsManager, "PutSecretValue"), APP_VALUE));
            assert!(is_told(aws(caller, Service::DynamoDb, "UpdateItem"), TOKEN_VALUE));
        }
        assert!(is_told(aws("webhook-intake", Service::SecretsManager, "PutSecretValue"), TOKEN_VALUE));
        for value in [TOKEN_VALUE, APP_VALUE] {
            assert!(!is_told(body(TOKEN), value));
            assert!(is_told(body("/admin/api/2026-10/graphql.json"), value));
            assert!(is_told(Place::SiteAddress { host: "a.test".to_owned() }, value));
            assert!(is_told(site("user-agent"), value));
        }
        assert!(!is_told(site("x-shopify-access-token"), TOKEN_VALUE));
        assert!(is_told(site("x-shopify-access-token"), APP_VALUE));
    }

    #[test]
    fn a_state_goes_through_the_browser_alone() {
        let header = |header: &str| Place::AnswerHeader { header: header.to_owned() };
        assert!(!is_told(header("location"), STATE_VALUE) && !is_told(header("set-cookie"), STATE_VALUE));
        assert!(is_told(header("location"), TOKEN_VALUE) && is_told(header("x-other"), STATE_VALUE));
        assert!(is_told(Place::Answer, STATE_VALUE));
        let runtime = || Place::Runtime { function: CONNECT.into(), call: "response".to_owned() };
        let answer = |headers: &str, body: &str| format!("{{\"headers\":{headers},\"body\":\"{body}\"}}");
        let redirect = format!("{{\"Location\":\"https://a.test?state={STATE_VALUE}\"}}");
        assert!(!is_told(runtime(), &answer(&redirect, "")));
        assert!(is_told(runtime(), &answer(&redirect, STATE_VALUE)));
        assert!(is_told(runtime(), &answer(&redirect.replace("Location", "x-other"), "")));
        assert!(is_told(runtime(), STATE_VALUE));
    }
}
