//! What the function is told by its environment.

use partner_delivery::Config;

const SETTINGS: [(&str, &str); 10] = [
    ("STAGE", "local"),
    ("JOURNAL_TABLE", "countersign-local-journal"),
    ("DELIVERIES_TABLE", "countersign-local-deliveries"),
    ("CONNECTIONS_TABLE", "countersign-local-connections"),
    ("DELIVERIES_QUEUE_URL", "https://sqs.example.test/000000000000/countersign-local-deliveries"),
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
    let told = [
        config.journal_table,
        config.deliveries_table,
        config.connections_table,
        config.queue_url,
        config.journal_secret,
        config.audit_secret,
    ];
    assert!(told.iter().eq(SETTINGS[1..7].iter().map(|(_, value)| value)), "{told:?}");
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
