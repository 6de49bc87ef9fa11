//! Rules that take longer than a test may, with the time as a parameter.

use serde_json::{Value, from_value, json};

use super::{
    vault::Vault,
    versions::{Content, Versions},
};
use crate::aws::kept::Kept;

const DAY: u64 = 86_400_000;
const NOW: u64 = 20_000 * DAY;

fn text(value: &str) -> Content {
    Content::Text(value.to_owned())
}

fn labels(stages: &[&str]) -> Vec<String> {
    stages.iter().map(ToString::to_string).collect()
}

#[test]
fn a_secret_is_gone_when_its_recovery_window_is_over() {
    let mut vault = Vault::open(Kept::default()).unwrap();
    let token = "x".repeat(32);
    let create = json!({ "Name": "test", "SecretString": "test", "ClientRequestToken": token });
    vault.create(from_value(create).unwrap(), NOW).unwrap();
    let delete: Value = json!({ "SecretId": "test", "RecoveryWindowInDays": 7 });
    vault.delete(&from_value(delete).unwrap(), NOW).unwrap();

    vault.forget(NOW + 7 * DAY - 1).unwrap();
    assert!(vault.find("test").is_some());
    vault.forget(NOW + 7 * DAY).unwrap();
    assert!(vault.find("test").is_none());
}

#[test]
fn versions_without_labels_make_room_oldest_first_once_they_are_a_day_old() {
    let mut versions = Versions::default();
    for n in 0..100 {
        versions.put(&format!("version-{n}"), text("test"), &labels(&["AWSCURRENT"]), NOW + n).unwrap();
    }

    let refused = versions.put("next", text("test"), &labels(&["AWSPENDING"]), NOW + DAY - 1).unwrap_err();
    assert_eq!(refused.code, "LimitExceededException");
    versions.put("next", text("test"), &labels(&["AWSPENDING"]), NOW + DAY).unwrap();

    assert!(versions.find(Some("version-0"), None).is_err());
    assert!(versions.find(Some("version-1"), None).is_ok());
}

#[test]
fn versions_with_labels_never_make_room() {
    let mut versions = Versions::default();
    for n in 0..100 {
        let label = format!("label-{n}");
        versions.put(&format!("version-{n}"), text("test"), &labels(&[&label]), NOW).unwrap();
    }

    let refused = versions.put("next", text("test"), &labels(&["AWSPENDING"]), NOW + 100 * DAY);

    assert_eq!(refused.unwrap_err().code, "LimitExceededException");
}

#[test]
fn the_debug_form_of_a_version_does_not_show_its_content() {
    let mut versions = Versions::default();
    versions.put("version", text("test-planted"), &[], NOW).unwrap();

    assert!(!format!("{versions:?}").contains("test-planted"));
}
