//! The template gives each function what its `src/config.rs` asks for: no more, no less.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::{
    repository::{functions, production_code, root},
    template::{Resource, Template, text},
};

/// The names a `Config::read` asks for: string literals in capitals, except those that Lambda itself sets.
fn asked_for(config: &str) -> BTreeSet<String> {
    let code = production_code(config);
    let literals = code.split('"').skip(1).step_by(2);
    literals.filter(|text| is_variable(text) && !text.starts_with("AWS_")).map(str::to_owned).collect()
}

fn is_variable(text: &str) -> bool {
    text.len() > 2 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn given(template: &Template, function: Resource<'_>) -> BTreeSet<String> {
    let globals = template.at("Globals/Function/Environment/Variables");
    let own = function.at("Environment/Variables");
    [globals, own].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys().cloned()).collect()
}

fn differences(template: &Template, package: &str, config: &str) -> Vec<String> {
    let folder = format!("functions/{package}");
    let Some(function) = template.functions().into_iter().find(|one| one.code_folder() == folder) else {
        return vec![format!("{folder} has no block in the template")];
    };
    let (asked, given) = (asked_for(config), given(template, function));
    let missing =
        asked.difference(&given).map(|name| format!("{package} asks for {name}, which it is not given"));
    let unread =
        given.difference(&asked).map(|name| format!("{package} is given {name}, which it never reads"));
    missing.chain(unread).collect()
}

/// The function's settings, once it has any.
fn config_of(package: &str) -> Option<String> {
    fs::read_to_string(root().join("functions").join(package).join("src/config.rs")).ok()
}

#[test]
fn every_function_has_a_block_and_every_block_a_function() {
    let template = Template::parse(&text());
    let mut blocks: Vec<_> = template.functions().iter().map(|one| one.code_folder().to_owned()).collect();
    blocks.sort();
    let folders: Vec<_> = functions().iter().map(|package| format!("functions/{package}")).collect();
    assert_eq!(blocks, folders);
}

#[test]
fn functions_are_given_what_they_ask_for() {
    let template = Template::parse(&text());
    for package in functions() {
        if let Some(config) = config_of(&package) {
            assert_eq!(differences(&template, &package, &config), Vec::<String>::new());
        }
    }
}

#[test]
fn a_setting_too_many_or_too_few_is_found() {
    let template = Template::parse(&text());
    let all = r#"["STAGE", "JOURNAL_TABLE", "SHOPIFY_APP_SECRET", "WOOCOMMERCE_WEBHOOK_SECRET", "JOURNAL_SECRET", "AUDIT_SECRET", "AWS_REGION"]"#;
    let check = |config: &str| differences(&template, "webhook-intake", config).len();
    assert_eq!(check(all), 0);
    assert_eq!(check(&all.replace("\"STAGE\", ", "")), 1);
    assert_eq!(check(&all.replace("STAGE", "DELIVERIES_TABLE")), 2);
    assert_eq!(differences(&template, "refund-executor", all).len(), 1);
}

#[test]
fn every_function_has_events_and_each_event_an_expected_outcome() {
    for package in functions().iter().filter(|package| config_of(package).is_some()) {
        let folder = root().join("events").join(package);
        let files = fs::read_dir(&folder).unwrap_or_else(|_| panic!("events/{package} is missing"));
        let mut fixtures: BTreeSet<_> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert!(fixtures.remove("expected.json"), "events/{package}/expected.json is missing");
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(expected.keys().cloned().collect::<BTreeSet<_>>(), fixtures, "events/{package}");
        assert!(!fixtures.is_empty(), "events/{package} holds no event");
    }
}

#[test]
fn samconfig_knows_the_stages_of_the_template_and_no_default() {
    let text_of_config = fs::read_to_string(root().join("samconfig.toml")).unwrap();
    let config: toml::Table = toml::from_str(&text_of_config).unwrap();
    let template = Template::parse(&text());
    let stages = template.at("Parameters/Stage/AllowedValues").as_array().unwrap();
    let environments: BTreeSet<_> =
        config.keys().map(String::as_str).filter(|key| *key != "version").collect();
    assert_eq!(environments, stages.iter().filter_map(Value::as_str).collect());
    for stage in environments {
        let deploy = &config[stage]["deploy"]["parameters"];
        assert_eq!(deploy["stack_name"].as_str(), Some(format!("countersign-{stage}").as_str()));
        assert_eq!(deploy["parameter_overrides"][0].as_str(), Some(format!("Stage={stage}").as_str()));
        assert_eq!(deploy["confirm_changeset"].as_bool(), Some(true));
    }
}
