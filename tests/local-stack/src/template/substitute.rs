//! `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, `${!Literal}` and variables of its own.

use serde_json::Value;

use super::{
    TemplateError,
    resolve::{Resolver, arguments, plain},
};

impl Resolver<'_> {
    pub(super) fn substitute(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        if let Value::String(text) = argument {
            return self.fill(text, &Value::Null, place).map(Value::String);
        }
        let [text, variables] = arguments(argument, place)?;
        self.fill(plain(text, place)?, variables, place).map(Value::String)
    }

    fn fill(&self, text: &str, variables: &Value, place: &str) -> Result<String, TemplateError> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let unclosed = || TemplateError::at(place, "a `${` is not closed");
            let (name, after) = after.split_once('}').ok_or_else(unclosed)?;
            filled.push_str(before);
            filled.push_str(&self.variable(name.trim(), variables, place)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn variable(&self, name: &str, variables: &Value, place: &str) -> Result<String, TemplateError> {
        if let Some(literal) = name.strip_prefix('!') {
            return Ok(format!("${{{literal}}}"));
        }
        if let Some(value) = variables.get(name) {
            return self.text(value, place);
        }
        let value = if name.contains('.') {
            Some(self.attribute(&Value::from(name), place)?)
        } else {
            self.reference(name, place)?
        };
        let value = value.ok_or_else(|| TemplateError::at(place, format!("`{name}` has no value here")))?;
        self.text(&value, place)
    }
}
