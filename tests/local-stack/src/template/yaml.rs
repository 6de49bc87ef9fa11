//! YAML with CloudFormation's short tags, read into JSON with their long names: one form for the resolver to know.

use serde_json::{Map, Value};
use serde_norway::Value as Yaml;

use super::TemplateError;

/// Reads `text`, turning `!Sub x` into `{"Fn::Sub": x}` and so on.
pub(super) fn read(text: &str) -> Result<Value, TemplateError> {
    let yaml: Yaml = serde_norway::from_str(text).map_err(TemplateError::NotYaml)?;
    convert(yaml)
}

fn convert(yaml: Yaml) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => number_of(&number)?,
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(convert).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| Ok((key_of(&key)?, convert(value)?)))
                .collect::<Result<_, _>>()?,
        ),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            Value::Object(Map::from_iter([(long_name(&tag), convert(tagged.value)?)]))
        }
    })
}

/// `!Ref` and `!Condition` have no prefix in their long form, all others have `Fn::`.
fn long_name(tag: &str) -> String {
    match tag.trim_start_matches('!') {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    }
}

fn number_of(number: &serde_norway::Number) -> Result<Value, TemplateError> {
    serde_json::to_value(number)
        .map_err(|_| TemplateError::at("template", format!("{number} is not a number")))
}

/// Keys such as `2012-10-17:` or `80:` are text to CloudFormation.
fn key_of(key: &Yaml) -> Result<String, TemplateError> {
    match key {
        Yaml::String(text) => Ok(text.clone()),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        Yaml::Null | Yaml::Sequence(_) | Yaml::Mapping(_) | Yaml::Tagged(_) => {
            Err(TemplateError::at("template", "a key is not plain text"))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[track_caller]
    fn check(yaml: &str, expected: &serde_json::Value) {
        assert_eq!(&read(yaml).unwrap(), expected);
    }

    #[test]
    fn short_tags_get_their_long_names() {
        check("a: !Ref Stage", &json!({"a": {"Ref": "Stage"}}));
        check("a: !GetAtt Table.Arn", &json!({"a": {"Fn::GetAtt": "Table.Arn"}}));
        check("a: !Condition IsProd", &json!({"a": {"Condition": "IsProd"}}));
    }

    #[test]
    fn tags_may_stand_inside_tags() {
        check(
            "a: !If [IsProd, !Ref A, !Sub '${B}-x']",
            &json!({"a": {"Fn::If": ["IsProd", {"Ref": "A"}, {"Fn::Sub": "${B}-x"}]}}),
        );
    }

    #[test]
    fn numbers_and_flags_keep_their_kind() {
        check("a: 30\nb: true\nc: '30'", &json!({"a": 30, "b": true, "c": "30"}));
    }
}
