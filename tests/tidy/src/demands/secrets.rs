//! Secrets: generated or filled in by hand, never written down here.

use serde_json::{Value, json};

use crate::template::{Template, holds_until, wording};

fn no_secret_stands_in_the_template(template: &Template) -> Vec<String> {
    let secrets = template.all("AWS::SecretsManager::Secret").into_iter();
    secrets
        .filter(|secret| {
            let shape = wording(secret.at("GenerateSecretString/SecretStringTemplate"));
            !secret.at("SecretString").is_null()
                || !shape.contains(r#""stage":"${Stage}""#)
                || !wording(secret.at("Name")).starts_with("countersign/${Stage}/")
        })
        .map(|secret| format!("{} is written down, or does not carry its stage", secret.id))
        .collect()
}

/// `CloudFormation` makes a new value when any letter of this changes: journaled payloads could never be read again, and
/// what an operator filled in would be gone.
fn no_value_is_made_a_second_time(template: &Template) -> Vec<String> {
    let secrets = template.all("AWS::SecretsManager::Secret").into_iter();
    secrets
        .filter(|secret| {
            let (shape, key) = match secret.id {
                "ShopifyAppSecret" => (r#"{"stage":"${Stage}"}"#, "placeholder"),
                _ => (r#"{"stage":"${Stage}","id":"1"}"#, "secret"),
            };
            let as_first_deployed = json!({
                "SecretStringTemplate": { "Fn::Sub": shape },
                "GenerateStringKey": key,
                "PasswordLength": 64,
                "ExcludePunctuation": true,
            });
            secret.at("GenerateSecretString") != &as_first_deployed
        })
        .map(|secret| format!("{} would get a new value", secret.id))
        .collect()
}

/// A value that is written out might be a secret; a reference or the name of one cannot.
fn variables_hold_references_only(template: &Template) -> Vec<String> {
    let functions = template.functions().into_iter();
    functions
        .flat_map(|function| {
            let variables = function.at("Environment/Variables").as_object().unwrap().iter();
            variables.map(move |(name, value)| (function.id, name, value))
        })
        .filter(|(_, name, value)| {
            let names_a_secret = wording(value).starts_with("countersign/${Stage}/");
            let is_a_name = name.ends_with("_SECRET") || name.ends_with("_SECRETS_PREFIX");
            value.is_string() || is_a_name != names_a_secret
        })
        .map(|(function, name, _)| format!("{name} of {function} is written out"))
        .collect()
}

/// Outside its own policy a secret is only ever named: `resolve:secretsmanager` would put its value into the stack.
fn no_value_is_resolved(template: &Template) -> Vec<String> {
    let everything = Value::to_string(template.at("Resources"));
    let resolved = everything.matches("{{resolve:");
    resolved.map(|_| "a value is resolved into the stack".to_owned()).collect()
}

#[test]
fn a_secret_written_down_is_found() {
    holds_until(
        no_secret_stands_in_the_template,
        &[
            ("      GenerateSecretString:\n", "      SecretString: test\n      GenerateSecretString:\n"),
            (r#"{"stage":"${Stage}","id":"1"}"#, r#"{"id":"1"}"#),
            ("Name: !Sub countersign/${Stage}/audit", "Name: countersign/audit"),
        ],
    );
}

#[test]
fn an_edit_that_makes_a_new_value_is_found() {
    holds_until(
        no_value_is_made_a_second_time,
        &[
            ("PasswordLength: 64", "PasswordLength: 8"),
            ("        ExcludePunctuation: true\n", ""),
            ("GenerateStringKey: placeholder", "GenerateStringKey: client_secret"),
            (r#"{"stage":"${Stage}","id":"1"}"#, r#"{"stage":"${Stage}", "id":"1"}"#),
        ],
    );
}

#[test]
fn a_value_in_the_environment_is_found() {
    holds_until(
        variables_hold_references_only,
        &[
            ("JOURNAL_SECRET: !Sub countersign/${Stage}/journal", "JOURNAL_SECRET: test-secret"),
            ("JOURNAL_TABLE: !Ref Journal", "JOURNAL_TABLE: journal"),
            ("AUDIT_SECRET: !Sub countersign/${Stage}/audit", "AUDIT_SECRET: !Ref AuditSecret"),
        ],
    );
}

#[test]
fn a_resolved_secret_is_found() {
    let resolved = "TopicName: \"{{resolve:secretsmanager:countersign/dev/audit:SecretString:secret}}\"";
    holds_until(no_value_is_resolved, &[("TopicName: !Sub countersign-${Stage}-alarms", resolved)]);
}
