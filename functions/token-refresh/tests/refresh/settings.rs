//! What the function is told by its environment.

use countersign_core::Stage;
use token_refresh::Config;

const SETTINGS: [(&str, &str); 11] = [
    ("STAGE", "local"),
    ("PUBLIC_URL", "https://connect.merchant.test"),
    ("DOOR_KEY", "test-door-key-0000000000"),
    ("CONNECTIONS_TABLE", "countersign-local-connections"),
    ("AUDIT_TABLE", "countersign-local-audit"),
    ("STORE_SECRETS_PREFIX", "countersign/local/store"),
    ("SHOPIFY_APP_SECRET", "countersign/local/shopify/app"),
    ("WOOCOMMERCE_WEBHOOK_SECRET", "countersign/local/woocommerce/webhook-master"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
];

fn read(changed: impl Fn(&str) -> Option<&'static str>) -> Result<Config, String> {
    let lookup = |name: &str| {
        let told = SETTINGS.iter().find(|(known, _)| *known == name);
        told.map(|(_, value)| changed(name).unwrap_or(value).to_owned())
    };
    Config::read(&lookup).map_err(|refusal| refusal.to_string())
}

#[test]
fn all_settings_make_a_configuration() {
    let config = read(|_| None).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(config.common.policy.stage, Stage::Local);
    assert_eq!(config.address.to_string(), SETTINGS[1].1);
    let told = [config.door_key, config.connections, config.audit, config.prefix];
    assert_eq!(told.each_ref().map(String::as_str), [2, 3, 4, 5].map(|at: usize| SETTINGS[at].1));
    let secrets = [config.shopify_app, config.webhook_masters];
    assert_eq!(secrets.each_ref().map(String::as_str), [6, 7].map(|at: usize| SETTINGS[at].1));
}

#[test]
fn every_setting_that_is_missing_is_named_in_one_message() {
    let refusal = read(|_| Some("")).err().expect("a refusal");
    for (name, _) in SETTINGS {
        assert!(refusal.contains(&format!("setting {name} is missing")), "{name} not in {refusal}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_without_repeating_it() {
    let refusal = read(|name| (name == "PUBLIC_URL").then_some("http://canary.test")).err().unwrap();
    assert!(
        refusal.contains("setting PUBLIC_URL must be https://") && !refusal.contains("canary"),
        "{refusal}"
    );
}
