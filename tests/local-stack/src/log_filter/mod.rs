//! Which lines of a log a metric filter counts.
//!
//! Rules: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters". Of that language only what stands in the
//! template is played; anything else is refused when the pattern is read.

mod condition;
mod reader;

use serde_json::Value;

use self::{condition::Condition, reader::Reader};

/// The longest pattern that CloudWatch Logs takes.
const LONGEST: usize = 1_024;

/// The pattern of a metric filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterPattern(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// `{ … }`: what must be true of a line that is JSON.
    Json(Condition),
    /// `?one ?"or other"`: a line holds one of these, whatever else it is.
    AnyTerm(Vec<String>),
}

impl FilterPattern {
    /// Reads a pattern, or says what in it is not understood.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        if pattern.len() > LONGEST {
            return Err(format!("the pattern has {} characters, {LONGEST} are allowed", pattern.len()));
        }
        let mut reader = Reader::new(pattern);
        let kind = if reader.take("{") {
            let condition = Condition::read(&mut reader)?;
            reader.expect("}")?;
            Kind::Json(condition)
        } else {
            Kind::AnyTerm(terms(&mut reader)?)
        };
        reader.end()?;
        Ok(Self(kind))
    }

    /// Whether `line` is counted.
    pub fn counts(&self, line: &str) -> bool {
        match &self.0 {
            Kind::Json(condition) => {
                serde_json::from_str::<Value>(line).is_ok_and(|line| condition.holds(&line))
            }
            Kind::AnyTerm(terms) => terms.iter().any(|term| line.contains(term)),
        }
    }
}

fn terms(reader: &mut Reader<'_>) -> Result<Vec<String>, String> {
    let mut terms = Vec::new();
    while reader.take("?") {
        terms.push(if reader.is_at("\"") { reader.quoted()? } else { reader.word()? });
    }
    if terms.is_empty() { Err(reader.problem("a `{` or a `?term`")) } else { Ok(terms) }
}

#[cfg(test)]
mod tests {
    use super::FilterPattern;

    #[track_caller]
    fn check(pattern: &str, line: &str, counted: bool) {
        assert_eq!(FilterPattern::parse(pattern).unwrap().counts(line), counted, "{pattern} on {line}");
    }

    #[test]
    fn text_is_compared_whole_and_by_case() {
        let pattern = r#"{ $.code = "dead" }"#;
        check(pattern, r#"{"code":"dead"}"#, true);
        for line in [r#"{"code":"deadly"}"#, r#"{"code":"Dead"}"#, r#"{"other":"dead"}"#, "dead", "[]"] {
            check(pattern, line, false);
        }
    }

    /// The user guide: `*Event` matches `PutEvent`, `Event*` matches `EventId`, `Ev*ent` only itself.
    #[test]
    fn an_asterisk_stands_for_any_text_at_either_end_and_for_itself_within() {
        let says = |text: &str| format!("{{\"name\":\"{text}\"}}");
        check(r#"{ $.name = "*Event" }"#, &says("PutEvent"), true);
        check(r#"{ $.name = "*Event" }"#, &says("EventId"), false);
        check(r#"{ $.name = "Event*" }"#, &says("EventId"), true);
        check(r#"{ $.name = "*ven*" }"#, &says("PutEvents"), true);
        check(r#"{ $.name = "*ven*" }"#, &says("ven"), true);
        check(r#"{ $.name = "Ev*ent" }"#, &says("Event"), false);
        check(r#"{ $.name = "Ev*ent" }"#, &says("Ev*ent"), true);
    }

    /// The user guide: a selector that finds a list or an object makes neither `=` nor `!=` true.
    #[test]
    fn a_comparison_needs_something_to_compare() {
        check(r#"{ $.users != "1" }"#, r#"{"users":[1,2,3]}"#, false);
        check(r#"{ $.users = "1" }"#, r#"{"users":[1,2,3]}"#, false);
        check(r#"{ $.user.id != "a" }"#, r#"{"user":{"id":"b"}}"#, true);
        check(r"{ $.user.id NOT EXISTS }", r#"{"user":{}}"#, true);
        check(r"{ $.user.id NOT EXISTS }", r#"{"user":{"id":"a"}}"#, false);
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        for (line, counted) in [
            (r#"{"left":9}"#, true),
            (r#"{"left":0}"#, true),
            (r#"{"left":10}"#, false),
            (r#"{"left":100}"#, false),
            (r#"{"left":"9"}"#, false),
            (r#"{"other":9}"#, false),
        ] {
            check("{ $.left < 10 }", line, counted);
        }
    }

    #[test]
    fn conditions_are_joined_as_usual() {
        let line = r#"{"a":"1","b":"2"}"#;
        check(r#"{ ($.a = "1") && ($.b = "2") }"#, line, true);
        check(r#"{ $.a = "1" || $.b = "0" && $.b = "3" }"#, line, true);
        check(r#"{ ($.a = "1" || $.b = "0") && $.b = "3" }"#, line, false);
    }

    #[test]
    fn one_of_the_terms_is_enough_wherever_it_stands() {
        let pattern = r#"?okapi ?"555 0143""#;
        for line in ["an okapi", r#"{"b":"+1 555 0143"}"#, "okapis"] {
            check(pattern, line, true);
        }
        check(pattern, "Okapi 5550143", false);
    }

    #[test]
    fn what_is_not_played_is_refused() {
        let long = format!("?{}", "a".repeat(1_024));
        let patterns = [
            "",
            "ERROR",
            "-ERROR",
            "?a b",
            "?a -b",
            "[ip, user]",
            "%a%",
            "{ $.a = %b% }",
            "{ $.a = b }",
            "{ $.a = 1 }",
            "{ $.a > 1 }",
            "{ $.a < b }",
            "{ $.a <= 1 }",
            "{ $.a IS NULL }",
            "{ $.a[0] = \"b\" }",
            r#"{ $.a = "b" "#,
            r#"{ $.a = "b }"#,
            r#"{ $.a = "b\"c" }"#,
            r#"{ ($.a = "b" }"#,
            r#"{ $.a = "b" } c"#,
            &long,
        ];
        for pattern in patterns {
            assert!(FilterPattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
