//! The secrets of the local stack. All of them say that they are for tests; none of them opens anything.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

/// Signs what Shopify stores send.
pub const SHOPIFY_CLIENT_SECRET: &str = "test-shopify-client-secret-not-a-real-one";

/// What every WooCommerce store's webhook secret is derived from.
pub const WOOCOMMERCE_MASTER: &str = "test-woocommerce-webhook-master-not-a-real-one-0000000000000000";

/// What payloads are sealed with.
pub const JOURNAL: &str = "test-journal-secret-not-a-real-one-00000000000000000000000000000";

/// What journal entries and pseudonyms are keyed with.
pub const AUDIT: &str = "test-audit-secret-not-a-real-one-0000000000000000000000000000000";

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

/// Name and content of every secret the local stack puts into Secrets Manager.
pub fn seeds() -> Vec<(String, String)> {
    let shopify = json!({
        "stage": STAGE, "client_id": "test-shopify-client-id", "client_secret": SHOPIFY_CLIENT_SECRET,
    });
    let partners = PARTNERS.map(|name| (format!("partner/{name}"), partner(name)));
    let generated =
        [("woocommerce/webhook-master", WOOCOMMERCE_MASTER), ("journal", JOURNAL), ("audit", AUDIT)]
            .map(|(name, secret)| (name.to_owned(), json!({"stage": STAGE, "id": "1", "secret": secret})));
    let all = [("shopify/app".to_owned(), shopify)].into_iter().chain(generated).chain(partners);
    all.map(|(name, content)| (format!("countersign/{STAGE}/{name}"), content.to_string())).collect()
}

fn partner(name: &str) -> serde_json::Value {
    json!({"stage": STAGE, "api_key": api_key(name), "signing_secret": signing_secret(name)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_is_seeded_with_its_stage() {
        let seeds = seeds();
        let names: Vec<_> = seeds.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "countersign/local/shopify/app",
                "countersign/local/woocommerce/webhook-master",
                "countersign/local/journal",
                "countersign/local/audit",
                "countersign/local/partner/warehouse",
                "countersign/local/partner/accounting",
                "countersign/local/partner/mailer",
            ]
        );
        for (name, content) in &seeds {
            let content: serde_json::Value = serde_json::from_str(content).unwrap();
            assert_eq!(content["stage"], "local", "{name}");
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
