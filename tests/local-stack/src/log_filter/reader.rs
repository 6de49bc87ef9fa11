//! Reads a pattern from left to right; white space separates and means nothing else.

/// What is left of a pattern.
pub(super) struct Reader<'p> {
    rest: &'p str,
}

impl<'p> Reader<'p> {
    pub(super) fn new(pattern: &'p str) -> Self {
        Self { rest: pattern.trim_start() }
    }

    pub(super) fn is_at(&self, text: &str) -> bool {
        self.rest.starts_with(text)
    }

    /// Goes past `text`, if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.map_or(self.rest, str::trim_start);
        after.is_some()
    }

    pub(super) fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) { Ok(()) } else { Err(self.problem(&format!("`{text}`"))) }
    }

    /// Letters, digits and `_`: what needs no quotation marks.
    pub(super) fn word(&mut self) -> Result<String, String> {
        self.run(|c| c.is_ascii_alphanumeric() || c == '_', "a word")
    }

    /// `$.name.name`, as names.
    pub(super) fn selector(&mut self) -> Result<Vec<String>, String> {
        self.expect("$.")?;
        let path = self.run(|c| c.is_ascii_alphanumeric() || "_-.".contains(c), "the name of a field")?;
        Ok(path.split('.').map(str::to_owned).collect())
    }

    /// What stands in quotation marks. None of our patterns escapes anything, so a backslash is refused.
    pub(super) fn quoted(&mut self) -> Result<String, String> {
        let inside = self.rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let Some((text, rest)) = inside.filter(|(text, _)| !text.contains('\\')) else {
            return Err(self.problem("text in quotation marks"));
        };
        self.rest = rest.trim_start();
        Ok(text.to_owned())
    }

    pub(super) fn end(&self) -> Result<(), String> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.problem("the end of the pattern")) }
    }

    pub(super) fn problem(&self, wanted: &str) -> String {
        let found = if self.rest.is_empty() { "the end" } else { self.rest };
        format!("{wanted} was to come where the pattern has: {found}")
    }

    fn run(&mut self, accept: impl Fn(char) -> bool, wanted: &str) -> Result<String, String> {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.problem(wanted));
        }
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(text.to_owned())
    }
}
