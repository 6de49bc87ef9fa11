//! Reads a table key by key, collecting problems instead of stopping at the first.

use std::ops::RangeInclusive;

use toml::{Table, Value};

use super::Problems;

/// A table that is being read. Keys nobody asked for are problems when it is finished.
pub(super) struct Section<'a> {
    path: String,
    table: &'a Table,
    asked: Vec<String>,
    problems: &'a mut Problems,
}

impl<'a> Section<'a> {
    pub(super) fn root(table: &'a Table, problems: &'a mut Problems) -> Self {
        Self { path: String::new(), table, asked: Vec::new(), problems }
    }

    /// Reads the table under `key`, if it is there.
    pub(super) fn section<T>(&mut self, key: &str, read: impl FnOnce(&mut Section<'_>) -> T) -> Option<T> {
        let path = self.path_of(key);
        match self.take(key)?.as_table() {
            Some(table) => {
                let mut inner = Section { path, table, asked: Vec::new(), problems: &mut *self.problems };
                let value = read(&mut inner);
                inner.finish();
                Some(value)
            }
            None => self.expected(key, "a table"),
        }
    }

    pub(super) fn text(&mut self, key: &str) -> Option<&'a str> {
        let text = self.required(key)?.as_str();
        text.or_else(|| self.expected(key, "a text in quotes"))
    }

    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<&'a str>> {
        let items = self.required(key)?.as_array();
        let texts = items.and_then(|items| items.iter().map(Value::as_str).collect());
        texts.or_else(|| self.expected(key, "a list of texts in quotes"))
    }

    pub(super) fn number(&mut self, key: &str, range: RangeInclusive<u64>) -> u64 {
        let Some(value) = self.required(key) else { return *range.start() };
        in_range(value, &range).unwrap_or_else(|| {
            self.problem(key, format!("must be a whole number from {} to {}", range.start(), range.end()));
            *range.start()
        })
    }

    pub(super) fn numbers(&mut self, key: &str, range: RangeInclusive<u64>) -> Vec<u64> {
        let Some(value) = self.required(key) else { return Vec::new() };
        let items = value.as_array().filter(|items| !items.is_empty());
        let numbers: Option<Vec<_>> =
            items.and_then(|items| items.iter().map(|item| in_range(item, &range)).collect());
        numbers.unwrap_or_else(|| {
            let (least, most) = (range.start(), range.end());
            self.problem(key, format!("must be a list of whole numbers from {least} to {most}"));
            Vec::new()
        })
    }

    pub(super) fn keys(&self) -> Vec<&'a str> {
        self.table.keys().map(String::as_str).collect()
    }

    pub(super) fn problem(&mut self, key: &str, sentence: impl Into<String>) {
        let path = self.path_of(key);
        self.problems.add(path, sentence);
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self) {
        for key in self.table.keys().filter(|key| !self.asked.contains(*key)) {
            let path = joined(&self.path, key);
            self.problems.add(path, "is not a setting; remove it or correct its name");
        }
    }

    fn take(&mut self, key: &str) -> Option<&'a Value> {
        self.asked.push(key.to_owned());
        self.table.get(key)
    }

    fn required(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.take(key);
        if value.is_none() {
            self.problem(key, "is missing");
        }
        value
    }

    fn expected<T>(&mut self, key: &str, what: &str) -> Option<T> {
        self.problem(key, format!("must be {what}"));
        None
    }

    fn path_of(&self, key: &str) -> String {
        joined(&self.path, key)
    }
}

fn in_range(value: &Value, range: &RangeInclusive<u64>) -> Option<u64> {
    let number = u64::try_from(value.as_integer()?).ok()?;
    range.contains(&number).then_some(number)
}

fn joined(path: &str, key: &str) -> String {
    let bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
