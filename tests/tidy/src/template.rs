//! `template.yaml`, read: short tags become CloudFormation's long form, so that rules see plain JSON.

use std::fs;

use serde_json::{Map, Value, json};
use serde_norway::{Value as Yaml, value::TaggedValue};

use crate::repository;

/// The template's text as it is kept.
pub(crate) fn text() -> String {
    fs::read_to_string(repository::root().join("template.yaml")).unwrap()
}

/// A parsed template.
pub(crate) struct Template(Value);

/// One entry of `Resources`.
#[derive(Clone, Copy)]
pub(crate) struct Resource<'a> {
    pub(crate) id: &'a str,
    body: &'a Value,
}

impl Template {
    /// Reads `text`, which must be YAML.
    pub(crate) fn parse(text: &str) -> Self {
        Self(plain(serde_norway::from_str(text).unwrap()))
    }

    /// What stands at `path` (`Parameters/Stage/AllowedValues`); null if nothing does.
    pub(crate) fn at(&self, path: &str) -> &Value {
        self.0.pointer(&format!("/{path}")).unwrap_or(&Value::Null)
    }

    /// All resources.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        self.at("Resources").as_object().unwrap().iter().map(|(id, body)| Resource { id, body })
    }

    /// The resources of one type (`AWS::SQS::Queue`).
    pub(crate) fn all(&self, kind: &str) -> Vec<Resource<'_>> {
        self.resources().filter(|resource| resource.kind() == kind).collect()
    }

    /// The resource that a `Ref` or `Fn::GetAtt` points to.
    pub(crate) fn behind(&self, reference: &Value) -> Option<Resource<'_>> {
        let wanted = wording(reference);
        let id = wanted.split('.').next().unwrap_or_default();
        self.resources().find(|resource| resource.id == id)
    }

    /// All functions.
    pub(crate) fn functions(&self) -> Vec<Resource<'_>> {
        self.all("AWS::Serverless::Function")
    }
}

impl<'a> Resource<'a> {
    /// The property at `path` (`RedrivePolicy/maxReceiveCount`); null if it is not set.
    pub(crate) fn at(self, path: &str) -> &'a Value {
        self.attribute(&format!("Properties/{path}"))
    }

    /// What stands beside the properties, such as `DeletionPolicy`.
    pub(crate) fn attribute(self, path: &str) -> &'a Value {
        self.body.pointer(&format!("/{path}")).unwrap_or(&Value::Null)
    }

    pub(crate) fn kind(self) -> &'a str {
        self.attribute("Type").as_str().unwrap_or_default()
    }

    /// The folder of a function's package.
    pub(crate) fn code_folder(self) -> &'a str {
        self.at("CodeUri").as_str().unwrap_or_default().trim_end_matches('/')
    }
}

/// The words of a value: of a reference what it names (`Journal.Arn`), of a substitution its text.
pub(crate) fn wording(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) if map.len() == 1 => map.values().map(wording).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

/// A list, or the single value that CloudFormation allows in its place.
pub(crate) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}

/// Asserts that `rule` finds nothing in our template, and something after each of the edits alone.
pub(crate) fn holds_until(rule: fn(&Template) -> Vec<String>, edits: &[(&str, &str)]) {
    let ours = text();
    assert_eq!(rule(&Template::parse(&ours)), Vec::<String>::new());
    for (from, to) in edits {
        assert!(ours.contains(from), "the template no longer says `{from}`");
        let problems = rule(&Template::parse(&ours.replacen(from, to, 1)));
        assert!(!problems.is_empty(), "nothing is found wrong after `{from}` became `{to}`");
    }
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(truth) => truth.into(),
        Yaml::Number(number) => serde_json::to_value(number).unwrap(),
        Yaml::String(text) => text.into(),
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Mapping(map) => {
            let entries = map.into_iter().map(|(key, value)| (wording(&plain(key)), plain(value)));
            entries.collect::<Map<_, _>>().into()
        }
        Yaml::Tagged(tagged) => long_form(*tagged),
    }
}

fn long_form(tagged: TaggedValue) -> Value {
    let tag = tagged.tag.to_string();
    let name = tag.trim_start_matches('!');
    let value = plain(tagged.value);
    match name {
        "Ref" | "Condition" => json!({ name: value }),
        function => json!({ format!("Fn::{function}"): value }),
    }
}

#[test]
fn short_tags_become_the_long_form() {
    let template = Template::parse("Resources: { A: { Properties: { B: !GetAtt C.Arn, D: !Ref E } } }");
    let a = template.resources().next().unwrap();
    assert_eq!(a.at("B"), &json!({ "Fn::GetAtt": "C.Arn" }));
    assert_eq!(a.at("D"), &json!({ "Ref": "E" }));
    assert_eq!(wording(a.at("B")), "C.Arn");
}
