//! Stages and parameters.

use serde_json::json;

use crate::template::{Template, holds_until};

fn nobody_deploys_by_forgetting(template: &Template) -> Vec<String> {
    let mut wrong = Vec::new();
    if template.at("Parameters/Stage/AllowedValues") != &json!(["dev", "staging", "prod"]) {
        wrong.push("stages are dev, staging and prod; `local` belongs to the local stack".to_owned());
    }
    for parameter in ["Stage", "DoorKey"] {
        if !template.at(&format!("Parameters/{parameter}/Default")).is_null() {
            wrong.push(format!("{parameter} has a default"));
        }
    }
    wrong
}

fn the_door_key_is_long(template: &Template) -> Vec<String> {
    let pattern = template.at("Parameters/DoorKey/AllowedPattern");
    if pattern == "[A-Za-z0-9_-]{22,64}" { Vec::new() } else { vec![format!("DoorKey may be {pattern}")] }
}

/// The functions would refuse to start with one.
fn the_public_url_has_no_path(template: &Template) -> Vec<String> {
    let pattern = template.at("Parameters/PublicUrl/AllowedPattern");
    let right = pattern == r"^$|^https://[a-z0-9.-]+\.[a-z]{2,}$";
    if right { Vec::new() } else { vec![format!("PublicUrl may be {pattern}")] }
}

fn no_parameter_carries_a_secret(template: &Template) -> Vec<String> {
    let names = template.at("Parameters").as_object().unwrap().keys();
    let telling = ["secret", "token", "password", "apikey", "credential"];
    names
        .filter(|name| telling.iter().any(|word| name.to_lowercase().contains(word)))
        .map(|name| format!("{name}: pass the name of a secret, never its value"))
        .collect()
}

fn every_stage_keeps_logs_a_month_or_more(template: &Template) -> Vec<String> {
    let stages = template.at("Mappings/ByStage").as_object().unwrap();
    let days = stages.iter().map(|(stage, numbers)| (stage, numbers["LogRetentionDays"].as_u64()));
    let mut wrong: Vec<_> = days
        .filter(|(_, days)| !days.is_some_and(|days| (30..=400).contains(&days)))
        .map(|(stage, days)| format!("{stage} keeps logs for {days:?} days"))
        .collect();
    for stage in ["dev", "staging", "prod"] {
        if !stages.contains_key(stage) {
            wrong.push(format!("{stage} has no numbers"));
        }
    }
    wrong
}

#[test]
fn stage_and_door_key_must_be_said() {
    holds_until(
        nobody_deploys_by_forgetting,
        &[
            ("AllowedValues: [dev, staging, prod]", "AllowedValues: [local, dev, staging, prod]"),
            ("AllowedValues: [dev, staging, prod]", "AllowedValues: [dev, staging, prod]\n    Default: dev"),
            ("  DoorKey:\n    Type: String", "  DoorKey:\n    Type: String\n    Default: open"),
        ],
    );
}

#[test]
fn a_short_door_key_is_refused() {
    holds_until(the_door_key_is_long, &[("{22,64}\"", "{2,64}\""), ("AllowedPattern: \"[", "Pattern: \"[")]);
}

#[test]
fn a_public_url_with_a_path_is_refused() {
    holds_until(the_public_url_has_no_path, &[("[a-z]{2,}$\"", "[a-z]{2,}(/[a-z]+)*$\"")]);
}

#[test]
fn parameters_hold_no_secret() {
    holds_until(no_parameter_carries_a_secret, &[("  AlarmEmail:\n", "  ShopifyAppSecretValue:\n")]);
}

#[test]
fn logs_are_kept_long_enough_in_every_stage() {
    holds_until(
        every_stage_keeps_logs_a_month_or_more,
        &[
            ("dev: { LogRetentionDays: 30 }", "dev: { LogRetentionDays: 1 }"),
            ("    staging: { LogRetentionDays: 30 }\n", ""),
        ],
    );
}
