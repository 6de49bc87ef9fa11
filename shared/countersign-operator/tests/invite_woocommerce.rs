//! `countersign invite-woocommerce` refuses before it asks for anything.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::process::Command;

fn refusal(arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.env_clear().arg("invite-woocommerce").args(arguments).envs(settings.iter().copied());
    let output = command.output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_address_that_keys_must_not_go_to_is_refused() {
    for url in ["http://shop.example", "https://10.0.0.1", "https://shop.example:8443", "shop.example"] {
        assert!(refusal(&["berlin", url], &[]).starts_with("the store's address "), "{url}");
    }
    assert!(refusal(&["Berlin", "https://shop.example"], &[]).starts_with("the store's id must be"));
}

#[test]
fn every_missing_setting_is_named() {
    let said = refusal(&["berlin", "https://shop.example"], &[]);
    for name in ["STAGE", "PUBLIC_URL", "OAUTH_SECRET", "AWS_REGION"] {
        assert!(said.contains(&format!("setting {name} is missing")), "{name}: {said}");
    }
}
