//! What must be true of a line that is JSON.

use serde_json::Value;

use super::reader::Reader;

/// A comparison, or several joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Equals(Vec<String>, Text),
    Differs(Vec<String>, Text),
    Absent(Vec<String>),
    Below(Vec<String>, i64),
}

/// Text to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// An asterisk came first.
    open_start: bool,
    /// An asterisk came last.
    open_end: bool,
    middle: String,
}

impl Condition {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        Self::joined(reader, "||", |reader| Self::joined(reader, "&&", Self::single, Self::All), Self::Any)
    }

    pub(super) fn holds(&self, line: &Value) -> bool {
        match self {
            Self::All(conditions) => conditions.iter().all(|condition| condition.holds(line)),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(line)),
            Self::Equals(path, text) => at(line, path).and_then(Value::as_str).is_some_and(|at| text.is(at)),
            Self::Differs(path, text) => {
                at(line, path).and_then(Value::as_str).is_some_and(|at| !text.is(at))
            }
            Self::Absent(path) => at(line, path).is_none(),
            Self::Below(path, limit) => at(line, path).and_then(Value::as_i64).is_some_and(|at| at < *limit),
        }
    }

    fn joined(
        reader: &mut Reader<'_>,
        operator: &str,
        part: impl Fn(&mut Reader<'_>) -> Result<Self, String>,
        join: fn(Vec<Self>) -> Self,
    ) -> Result<Self, String> {
        let mut parts = vec![part(reader)?];
        while reader.take(operator) {
            parts.push(part(reader)?);
        }
        Ok(join(parts))
    }

    fn single(reader: &mut Reader<'_>) -> Result<Self, String> {
        if reader.take("(") {
            let inner = Self::read(reader)?;
            reader.expect(")")?;
            return Ok(inner);
        }
        let path = reader.selector()?;
        if reader.take("=") {
            Ok(Self::Equals(path, Text::new(&reader.quoted()?)))
        } else if reader.take("!=") {
            Ok(Self::Differs(path, Text::new(&reader.quoted()?)))
        } else if reader.take("<") {
            let limit = reader.word()?.parse();
            limit.map(|limit| Self::Below(path, limit)).map_err(|_| reader.problem("a whole number"))
        } else if reader.take("NOT EXISTS") {
            Ok(Self::Absent(path))
        } else {
            Err(reader.problem("`=`, `!=`, `<` or `NOT EXISTS`"))
        }
    }
}

impl Text {
    fn new(text: &str) -> Self {
        let (start, rest) = (text.strip_prefix('*'), text.strip_prefix('*').unwrap_or(text));
        let (end, rest) = (rest.strip_suffix('*'), rest.strip_suffix('*').unwrap_or(rest));
        Self { open_start: start.is_some(), open_end: end.is_some(), middle: rest.to_owned() }
    }

    fn is(&self, found: &str) -> bool {
        match (self.open_start, self.open_end) {
            (false, false) => found == self.middle,
            (true, false) => found.ends_with(&self.middle),
            (false, true) => found.starts_with(&self.middle),
            (true, true) => found.contains(&self.middle),
        }
    }
}

fn at<'l>(line: &'l Value, path: &[String]) -> Option<&'l Value> {
    path.iter().try_fold(line, |value, name| value.get(name))
}
