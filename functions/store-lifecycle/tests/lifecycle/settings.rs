//! What the function is told by its environment.

use countersign_core::Stage;
use store_lifecycle::Config;

const SETTINGS: [(&str, &str); 12] = [
    ("STAGE", "local"),
    ("JOURNAL_TABLE", "countersign-local-journal"),
    ("COMPLIANCE_TABLE", "countersign-local-compliance"),
    ("CONNECTIONS_TABLE", "countersign-local-connections"),
    ("AUDIT_TABLE", "countersign-local-audit"),
    ("STORE_SECRETS_PREFIX", "countersign/local/store"),
    ("SHOPIFY_APP_SECRET", "countersign/local/shopify/app"),
    ("JOURNAL_SECRET", "countersign/local/journal"),
    ("AUDIT_SECRET", "countersign/local/audit"),
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
    let told = [
        config.journal,
        config.compliance,
        config.connections,
        config.audit,
        config.prefix,
        config.shopify_app,
        config.journal_secret,
        config.audit_secret,
    ];
    assert_eq!(told.each_ref().map(String::as_str), std::array::from_fn(|at| SETTINGS[at + 1].1));
}

#[test]
fn every_setting_that_is_missing_is_named_in_one_message() {
    let refusal = read(|_| Some("")).err().expect("a refusal");
    for (name, _) in SETTINGS {
        assert!(refusal.contains(&format!("setting {name} is missing")), "{name} not in {refusal}");
    }
}
