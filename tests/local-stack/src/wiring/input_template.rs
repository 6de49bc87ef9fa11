//! What a pipe sends: its input template with the event's values filled in.
//!
//! Rules: EventBridge User Guide, "Amazon EventBridge Pipes input transformation": the output of a JSON template is
//! valid JSON, so a text is escaped inside quotes and gets quotes where it has none. What the page leaves open: a path
//! that leads nowhere stands for an empty text.

use serde_json::Value;

/// A template read into its parts.
#[derive(Debug)]
pub(super) struct InputTemplate(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Text(String),
    Variable { source: Source, place: Place },
}

#[derive(Debug)]
enum Source {
    /// A JSON pointer into the event.
    Event(String),
    PipeName,
}

/// Where in the template a variable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Not in JSON at all.
    Bare,
    /// In JSON, between quotes.
    Quoted,
    /// In JSON, as a value of its own.
    Value,
}

impl InputTemplate {
    /// Reads a template; whatever it holds beyond paths and `aws.pipes.pipe-name` is refused.
    pub(super) fn parse(template: &str) -> Result<Self, String> {
        let is_json = template.trim_start().starts_with(['{', '[', '"']);
        let mut pieces = Vec::new();
        let mut quoted = false;
        let mut rest = template;
        while let Some((before, after)) = split_at_variable(rest) {
            let (variable, after) =
                after.split_once('>').ok_or("a `<` is not closed in the input template")?;
            quoted ^= changes_quotes(before);
            let place = match (is_json, quoted) {
                (false, _) => Place::Bare,
                (true, true) => Place::Quoted,
                (true, false) => Place::Value,
            };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Variable { source: Source::parse(variable)?, place });
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The text to send for `event`.
    pub(super) fn render(&self, event: &Value, pipe_name: &str) -> String {
        let render = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable { source, place } => place.write(&source.value(event, pipe_name)),
        };
        self.0.iter().map(render).collect()
    }
}

impl Source {
    fn parse(variable: &str) -> Result<Self, String> {
        if variable == "aws.pipes.pipe-name" {
            return Ok(Self::PipeName);
        }
        let path = variable.strip_prefix("$.").filter(|path| !path.contains('*'));
        let path =
            path.ok_or_else(|| format!("the local stack does not play `<{variable}>` in an input template"))?;
        let steps = path.replace('[', ".").replace(']', "");
        Ok(Self::Event(format!("/{}", steps.replace('.', "/"))))
    }

    fn value(&self, event: &Value, pipe_name: &str) -> Value {
        match self {
            Self::Event(pointer) => event.pointer(pointer).cloned().unwrap_or_else(|| Value::from("")),
            Self::PipeName => Value::from(pipe_name),
        }
    }
}

impl Place {
    fn write(self, value: &Value) -> String {
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match self {
            Self::Bare => plain,
            Self::Value => value.to_string(),
            Self::Quoted => {
                let escaped = Value::from(plain).to_string();
                escaped[1..escaped.len() - 1].to_owned()
            }
        }
    }
}

/// Around the `<` of the next variable; any other `<` is text.
fn split_at_variable(text: &str) -> Option<(&str, &str)> {
    let starts = ["<$.", "<aws.pipes."].iter().filter_map(|start| text.find(start));
    let at = starts.min()?;
    Some((&text[..at], &text[at + 1..]))
}

/// Whether `text` holds an odd number of quotes that are not escaped.
fn changes_quotes(text: &str) -> bool {
    let mut escaped = false;
    let mut changed = false;
    for character in text.chars() {
        changed ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
    }
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::InputTemplate;

    #[track_caller]
    fn check(template: &str, expected: &str) {
        let event = json!({
            "id": "evt_1",
            "quote": "a\"b",
            "count": 3,
            "keys": {"part": {"S": "head"}},
            "list": [{"x": 1}, {"x": 2}],
        });
        assert_eq!(
            InputTemplate::parse(template).unwrap().render(&event, "test-pipe"),
            expected,
            "{template}"
        );
    }

    #[test]
    fn a_quoted_text_keeps_its_quotes() {
        check(r#"{"event":"<$.id>"}"#, r#"{"event":"evt_1"}"#);
        check(r#"{"event":"id <$.id> of <$.keys.part.S>"}"#, r#"{"event":"id evt_1 of head"}"#);
    }

    #[test]
    fn a_text_without_quotes_gets_them() {
        check(r#"{"event":<$.id>}"#, r#"{"event":"evt_1"}"#);
    }

    #[test]
    fn the_output_is_valid_json_whatever_the_value() {
        check(r#"{"a":"<$.quote>","b":<$.quote>}"#, r#"{"a":"a\"b","b":"a\"b"}"#);
    }

    #[test]
    fn numbers_objects_and_elements_stand_as_they_are() {
        check(
            r#"{"n":<$.count>,"keys":<$.keys>,"x":<$.list[1].x>}"#,
            r#"{"n":3,"keys":{"part":{"S":"head"}},"x":2}"#,
        );
    }

    #[test]
    fn plain_text_is_filled_without_quotes() {
        check("Hello, <$.id> from <aws.pipes.pipe-name>", "Hello, evt_1 from test-pipe");
        check("<$.id>", "evt_1");
    }

    #[test]
    fn a_path_to_nowhere_is_an_empty_text() {
        check(r#"{"a":"<$.gone.far>","b":<$.gone>}"#, r#"{"a":"","b":""}"#);
    }

    #[test]
    fn escaped_quotes_do_not_end_a_text() {
        check(r#"{"a":"\"<$.id>\""}"#, r#"{"a":"\"evt_1\""}"#);
    }

    #[test]
    fn what_is_not_played_is_refused() {
        for template in [r#"{"a":<aws.pipes.event.json>}"#, r#"{"a":<$.list[*].x>}"#, r#"{"a":<$.id"#] {
            assert!(InputTemplate::parse(template).is_err(), "{template}");
        }
    }
}
