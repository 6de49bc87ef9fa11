//! Everything wrong with a file, told at once.

use std::fmt;

use toml::Table;

/// One thing wrong: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key's path, as one would write it.
    pub key: String,
    /// One sentence.
    pub sentence: String,
}

/// All that is wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    file: String,
    list: Vec<Problem>,
}

impl Problems {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), list: Vec::new() }
    }

    pub(super) fn add(&mut self, key: impl Into<String>, sentence: impl Into<String>) {
        self.list.push(Problem { key: key.into(), sentence: sentence.into() });
    }

    /// The file as a table, unless it is not even that.
    pub(super) fn parse(&mut self, text: &str) -> Option<Table> {
        match text.parse::<Table>() {
            Ok(table) => Some(table),
            Err(error) => {
                let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
                self.add(format!("line {line}"), format!("is not TOML: {}", error.message()));
                None
            }
        }
    }

    pub(super) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.list.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The problems, in the order of the file's reading.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}

/// One line per problem: file, key, sentence.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Problem { key, sentence }) in self.list.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{}: `{key}` {sentence}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
