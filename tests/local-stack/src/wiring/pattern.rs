//! Event patterns, as far as filters here use them.
//!
//! Rules: EventBridge User Guide, "Creating Amazon EventBridge event patterns" and "Comparison operators for use in
//! event patterns". Operators beyond those below are refused when the pattern is read.

use serde_json::{Map, Value};

/// What an event must look like: every field named, each by one of its alternatives.
#[derive(Debug)]
pub(super) struct Pattern(Vec<(String, Rule)>);

#[derive(Debug)]
enum Rule {
    Nested(Pattern),
    AnyOf(Vec<Test>),
}

#[derive(Debug)]
enum Test {
    Equals(Value),
    Prefix(String),
    Suffix(String),
    Exists(bool),
    AnythingBut(Vec<Value>),
}

impl Pattern {
    /// Reads a pattern's JSON text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|_| format!("the pattern is not JSON: {text}"))?;
        let map = value.as_object().ok_or_else(|| format!("the pattern is not an object: {text}"))?;
        Self::new(map)
    }

    pub(super) fn matches(&self, event: &Value) -> bool {
        self.0.iter().all(|(name, rule)| rule.accepts(event.get(name)))
    }

    fn new(map: &Map<String, Value>) -> Result<Self, String> {
        map.iter()
            .map(|(name, value)| Ok((name.clone(), Rule::new(name, value)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Rule {
    fn new(name: &str, value: &Value) -> Result<Self, String> {
        match value {
            Value::Object(map) => Pattern::new(map).map(Self::Nested),
            Value::Array(tests) if name != "$or" => {
                tests.iter().map(Test::new).collect::<Result<_, _>>().map(Self::AnyOf)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(format!("the pattern's field `{name}` must be an object or a list of values"))
            }
        }
    }

    fn accepts(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Nested(pattern) => pattern.matches(value.unwrap_or(&Value::Null)),
            Self::AnyOf(tests) => tests.iter().any(|test| test.accepts(value)),
        }
    }
}

impl Test {
    fn new(value: &Value) -> Result<Self, String> {
        let Value::Object(operator) = value else { return Ok(Self::Equals(value.clone())) };
        let unknown = || format!("the local stack does not play the pattern {value}");
        let mut entries = operator.iter();
        let (Some((name, operand)), None) = (entries.next(), entries.next()) else { return Err(unknown()) };
        match (name.as_str(), operand) {
            ("prefix", Value::String(text)) => Ok(Self::Prefix(text.clone())),
            ("suffix", Value::String(text)) => Ok(Self::Suffix(text.clone())),
            ("exists", Value::Bool(wanted)) => Ok(Self::Exists(*wanted)),
            ("anything-but", Value::String(_) | Value::Number(_)) => {
                Ok(Self::AnythingBut(vec![operand.clone()]))
            }
            ("anything-but", Value::Array(values)) => Ok(Self::AnythingBut(values.clone())),
            _ => Err(unknown()),
        }
    }

    /// A list in the event is accepted if any of its elements is.
    fn accepts(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Exists(wanted), found) => *wanted == found.is_some_and(|value| !value.is_object()),
            (_, None) => false,
            (_, Some(Value::Array(elements))) => elements.iter().any(|element| self.accepts(Some(element))),
            (Self::Equals(wanted), Some(value)) => wanted == value,
            (Self::Prefix(prefix), Some(value)) => {
                value.as_str().is_some_and(|text| text.starts_with(prefix))
            }
            (Self::Suffix(suffix), Some(value)) => value.as_str().is_some_and(|text| text.ends_with(suffix)),
            (Self::AnythingBut(refused), Some(value)) => !refused.contains(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Pattern;

    fn event() -> Value {
        json!({
            "eventName": "INSERT",
            "dynamodb": {"Keys": {"id": {"S": "evt_1"}, "part": {"S": "head#deliver"}}, "SizeBytes": 26},
            "tags": ["red", "green"],
            "nothing": null,
        })
    }

    #[track_caller]
    fn check(pattern: &Value, expected: bool) {
        let matches = Pattern::parse(&pattern.to_string()).unwrap().matches(&event());
        assert_eq!(matches, expected, "{pattern}");
    }

    #[test]
    fn every_field_must_match_by_one_of_its_values() {
        check(&json!({"eventName": ["INSERT"]}), true);
        check(&json!({"eventName": ["MODIFY", "INSERT"]}), true);
        check(&json!({"eventName": ["MODIFY"]}), false);
        let part = |part: &str| json!({"Keys": {"part": {"S": [part]}}});
        check(&json!({"eventName": ["INSERT"], "dynamodb": part("head#deliver")}), true);
        check(&json!({"eventName": ["REMOVE"], "dynamodb": part("head#deliver")}), false);
        check(&json!({"eventName": ["INSERT"], "dynamodb": part("head#record")}), false);
        check(&json!({"dynamodb": {"NewImage": {"part": {"S": ["head#deliver"]}}}}), false);
    }

    #[test]
    fn values_keep_their_kind() {
        check(&json!({"dynamodb": {"SizeBytes": [26]}}), true);
        check(&json!({"dynamodb": {"SizeBytes": ["26"]}}), false);
        check(&json!({"nothing": [null]}), true);
        check(&json!({"eventName": ["insert"]}), false);
    }

    #[test]
    fn operators_compare_as_documented() {
        let part = |test: Value| json!({"dynamodb": {"Keys": {"part": {"S": [test]}}}});
        check(&part(json!({"prefix": "head#"})), true);
        check(&part(json!({"prefix": "part#"})), false);
        check(&part(json!({"suffix": "#deliver"})), true);
        check(&part(json!({"anything-but": "head#record"})), true);
        check(&part(json!({"anything-but": ["head#record", "head#deliver"]})), false);
        check(&json!({"absent": [{"anything-but": "x"}]}), false);
        check(&json!({"absent": [{"exists": false}], "eventName": [{"exists": true}]}), true);
        check(&json!({"eventName": [{"exists": false}]}), false);
        check(&json!({"gone": {"deeper": [{"exists": false}]}}), true);
    }

    #[test]
    fn a_list_matches_by_any_element() {
        check(&json!({"tags": ["green"]}), true);
        check(&json!({"tags": ["blue"]}), false);
    }

    #[test]
    fn what_is_not_played_is_refused() {
        for pattern in
            [r#"{"a":[{"numeric":[">",1]}]}"#, r#"{"$or":[{"a":["b"]}]}"#, r#"{"a":"b"}"#, "[]", "nonsense"]
        {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
