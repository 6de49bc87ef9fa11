//! The secrets of the local stack. All of them say that they are for tests; none of them opens anything.

use std::{collections::BTreeMap, iter};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::aws::SECRET_ACCESS_KEY;

/// The app's id, which everybody may know.
pub const SHOPIFY_CLIENT_ID: &str = "test-shopify-client-id";

/// Signs what Shopify stores send.
pub const SHOPIFY_CLIENT_SECRET: &str = "test-shopify-client-secret-not-a-real-one";

/// What every WooCommerce store's webhook secret is derived from.
pub const WOOCOMMERCE_MASTER: &str = "test-woocommerce-webhook-master-not-a-real-one-0000000000000000";

/// What payloads are sealed with.
pub const JOURNAL: &str = "test-journal-secret-not-a-real-one-00000000000000000000000000000";

/// What journal entries and pseudonyms are keyed with.
pub const AUDIT: &str = "test-audit-secret-not-a-real-one-0000000000000000000000000000000";

/// What names installations under way, and what invitations are signed with.
pub const OAUTH: &str = "test-oauth-secret-not-a-real-one-0000000000000000000000000000000";

/// The partners of the local configuration.
pub const PARTNERS: [&str; 3] = ["warehouse", "accounting", "mailer"];

/// The stage every one of these secrets belongs to.
pub const STAGE: &str = "local";

/// What a partner expects in `X-API-KEY`.
pub fn api_key(partner: &str) -> String {
    format!("test-api-key-of-{partner}")
}

/// What deliveries to a partner are signed with: `whsec_` and the base64 of a readable text of 32 bytes.
pub fn signing_secret(partner: &str) -> String {
    let key = format!("test-signing-secret-{partner}");
    format!("whsec_{}", BASE64_STANDARD.encode(format!("{key:0<32}")))
}

/// The secrets of one running system.
#[derive(Clone)]
pub struct Secrets {
    /// Signs what Shopify stores send.
    pub shopify_client_secret: String,
    /// What every WooCommerce store's webhook secret is derived from.
    pub woocommerce_master: String,
    /// What payloads are sealed with.
    pub journal: String,
    /// What journal entries and pseudonyms are keyed with.
    pub audit: String,
    /// What names installations under way, and what invitations are signed with.
    pub oauth: String,
    /// What the functions sign their calls of AWS with.
    pub aws_secret_access_key: String,
    /// What goes along with each of these calls.
    pub aws_session_token: String,
    partners: BTreeMap<&'static str, Agreed>,
}

/// What a partner and the product have agreed on.
#[derive(Clone)]
struct Agreed {
    api_key: String,
    signing_secret: String,
}

impl Secrets {
    /// The same in every run: those that the files in `events/` are signed with, and that `cargo stack` keeps.
    pub fn fixed() -> Self {
        let agreed = |name| Agreed { api_key: api_key(name), signing_secret: signing_secret(name) };
        Self {
            shopify_client_secret: SHOPIFY_CLIENT_SECRET.to_owned(),
            woocommerce_master: WOOCOMMERCE_MASTER.to_owned(),
            journal: JOURNAL.to_owned(),
            audit: AUDIT.to_owned(),
            oauth: OAUTH.to_owned(),
            aws_secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            aws_session_token: "test-session-token-not-a-real-one".to_owned(),
            partners: PARTNERS.map(|name| (name, agreed(name))).into(),
        }
    }

    /// Made up afresh, so that finding one anywhere proves where it came from.
    pub fn fresh() -> Self {
        let agreed = |name: &str| Agreed {
            api_key: format!("test-{}-{name}", fresh(32)),
            signing_secret: format!("whsec_{}", BASE64_STANDARD.encode(format!("test-{}", fresh(27)))),
        };
        Self {
            shopify_client_secret: format!("test-{}", fresh(40)),
            woocommerce_master: format!("test-{}", fresh(59)),
            journal: format!("test-{}", fresh(59)),
            audit: format!("test-{}", fresh(59)),
            oauth: format!("test-{}", fresh(59)),
            aws_secret_access_key: format!("test-{}", fresh(40)),
            aws_session_token: format!("test-{}", fresh(100)),
            partners: PARTNERS.map(|name| (name, agreed(name))).into(),
        }
    }

    /// What a partner expects in `X-API-KEY`. Panics for a partner that is not in the local configuration.
    pub fn api_key(&self, partner: &str) -> &str {
        &self.partners[partner].api_key
    }

    /// What deliveries to a partner are signed with. Panics as [`Secrets::api_key`] does.
    pub fn signing_secret(&self, partner: &str) -> &str {
        &self.partners[partner].signing_secret
    }

    /// Name and content of every secret the local stack puts into Secrets Manager.
    pub fn seeds(&self) -> Vec<(String, Value)> {
        let shopify = json!({
            "stage": STAGE, "client_id": SHOPIFY_CLIENT_ID, "client_secret": self.shopify_client_secret,
        });
        let rings = [
            ("woocommerce/webhook-master", &self.woocommerce_master),
            ("journal", &self.journal),
            ("audit", &self.audit),
            ("oauth", &self.oauth),
        ];
        let rings = rings
            .map(|(name, secret)| (name.to_owned(), json!({"stage": STAGE, "id": "1", "secret": secret})));
        let partners = PARTNERS.map(|name| (format!("partner/{name}"), self.partners[name].content()));
        let all = [("shopify/app".to_owned(), shopify)].into_iter().chain(rings).chain(partners);
        all.map(|(name, content)| (format!("countersign/{STAGE}/{name}"), content)).collect()
    }
}

impl Agreed {
    fn content(&self) -> Value {
        json!({"stage": STAGE, "api_key": self.api_key, "signing_secret": self.signing_secret})
    }
}

fn fresh(length: usize) -> String {
    iter::repeat_with(fastrand::alphanumeric).take(length).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_secret_is_seeded_with_its_stage() {
        let seeds = Secrets::fresh().seeds();
        let names: Vec<_> = seeds.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "countersign/local/shopify/app",
                "countersign/local/woocommerce/webhook-master",
                "countersign/local/journal",
                "countersign/local/audit",
                "countersign/local/oauth",
                "countersign/local/partner/warehouse",
                "countersign/local/partner/accounting",
                "countersign/local/partner/mailer",
            ]
        );
        for (name, content) in &seeds {
            assert_eq!(content["stage"], "local", "{name}");
        }
    }

    #[test]
    fn no_two_runs_share_a_secret_and_each_says_that_it_is_for_tests() {
        let [one, other, fixed] =
            [Secrets::fresh(), Secrets::fresh(), Secrets::fixed()].map(|all| all.seeds());
        let texts = |seeds: &[(String, Value)]| {
            let fields = seeds.iter().flat_map(|(_, content)| content.as_object().unwrap().clone());
            let secrets = fields.filter(|(name, _)| !["stage", "id", "client_id"].contains(&name.as_str()));
            secrets.map(|(_, value)| value.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let all = [&one, &other, &fixed].map(|seeds| texts(seeds)).concat();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 3 * 11, "{all:?}");
        for secret in all {
            let decoded = BASE64_STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap_or_default();
            assert!(secret.starts_with("test-") || decoded.starts_with(b"test-"), "{secret}");
        }
    }

    #[test]
    fn a_signing_secret_is_a_readable_test_key_of_32_bytes() {
        for partner in PARTNERS {
            let secret = signing_secret(partner);
            let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
            assert_eq!(key.len(), 32);
            assert!(key.starts_with(b"test-"));
        }
    }
}
