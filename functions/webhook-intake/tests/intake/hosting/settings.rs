//! What the function is told by its environment.

use countersign_core::Stage;
use webhook_intake::Config;

const SETTINGS: [(&str, &str); 9] = [
    ("STAGE", "local"),
    ("JOURNAL_TABLE", "countersign-local-journal"),
    ("SHOPIFY_APP_SECRET", "countersign/local/shopify/app"),
    ("WOOCOMMERCE_WEBHOOK_SECRET", "countersign/local/woocommerce/webhook-master"),
    ("JOURNAL_SECRET", "countersign/local/journal"),
    ("AUDIT_SECRET", "countersign/local/audit"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
];

/// Reads the settings without those whose names `left_out` picks.
fn read(left_out: impl Fn(&str) -> bool) -> Result<Config, String> {
    let lookup = |name: &str| {
        let told = SETTINGS.iter().find(|(known, _)| *known == name && !left_out(name));
        told.map(|(_, value)| (*value).to_owned())
    };
    Config::read(&lookup).map_err(|refusal| refusal.to_string())
}

#[test]
fn all_settings_make_a_configuration() {
    let config = read(|_| false).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(config.common.policy.stage, Stage::Local);
    assert_eq!(config.journal_table, "countersign-local-journal");
    let names = config.secrets;
    assert_eq!(
        [names.shopify_app, names.webhook_masters, names.journal, names.audit],
        [SETTINGS[2].1, SETTINGS[3].1, SETTINGS[4].1, SETTINGS[5].1]
    );
}

#[test]
fn every_setting_that_is_missing_is_named_in_one_message() {
    let refusal = read(|_| true).err().expect("a refusal");
    for (name, _) in SETTINGS {
        assert!(refusal.contains(&format!("setting {name} is missing")), "{name} not in {refusal}");
    }
}

#[test]
fn the_one_setting_that_is_missing_is_named_alone() {
    for (name, _) in SETTINGS {
        let refusal = read(|asked| asked == name).err().expect("a refusal");
        assert_eq!(refusal, format!("the function does not start: setting {name} is missing"));
    }
}
