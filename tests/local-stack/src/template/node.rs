//! Reads resolved properties by name and kind; every complaint names the place.

use serde_json::Value;

use super::TemplateError;

/// A resolved value and the way that led to it.
#[derive(Clone)]
pub(super) struct Node<'a> {
    place: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn new(place: impl Into<String>, value: &'a Value) -> Self {
        Self { place: place.into(), value }
    }

    /// The property `name`, if it is set.
    pub(super) fn get(&self, name: &str) -> Option<Node<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Node { place: format!("{}.{name}", self.place), value })
    }

    pub(super) fn require(&self, name: &str) -> Result<Node<'a>, TemplateError> {
        self.get(name).ok_or_else(|| self.problem(format!("`{name}` is missing")))
    }

    pub(super) fn text(&self) -> Result<String, TemplateError> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(self.problem("must be text")),
        }
    }

    /// A whole number; CloudFormation takes `"30"` for 30.
    pub(super) fn number(&self) -> Result<u32, TemplateError> {
        self.text()?.parse().map_err(|_| self.problem("must be a whole number"))
    }

    pub(super) fn flag(&self) -> Result<bool, TemplateError> {
        self.text()?.parse().map_err(|_| self.problem("must be true or false"))
    }

    /// The elements of a list; a single value counts as a list of one, as in policies.
    pub(super) fn items(&self) -> Vec<Node<'a>> {
        let Value::Array(items) = self.value else { return vec![self.clone()] };
        items
            .iter()
            .enumerate()
            .map(|(index, value)| Node { place: format!("{}[{index}]", self.place), value })
            .collect()
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, TemplateError> {
        self.items().iter().map(Node::text).collect()
    }

    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Node<'a>)>, TemplateError> {
        let map = self.value.as_object().ok_or_else(|| self.problem("must be a mapping"))?;
        let entry = |(name, value): (&'a String, &'a Value)| {
            (name.as_str(), Node { place: format!("{}.{name}", self.place), value })
        };
        Ok(map.iter().map(entry).collect())
    }

    /// Refuses every property not in `known`, so that nothing the author relies on is silently left out.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), TemplateError> {
        match self.entries()?.into_iter().find(|(name, _)| !known.contains(name)) {
            Some((_, unknown)) => Err(unknown.problem("the local stack does not play this property")),
            None => Ok(()),
        }
    }

    /// Refuses any value but `expected`, for settings of which the local stack plays only one.
    pub(super) fn must_be(&self, expected: &str) -> Result<(), TemplateError> {
        if self.text()? != expected {
            return Err(self.problem(format!("the local stack plays only `{expected}`")));
        }
        Ok(())
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn place(&self) -> String {
        self.place.clone()
    }

    pub(super) fn problem(&self, problem: impl Into<String>) -> TemplateError {
        TemplateError::at(self.place.clone(), problem)
    }
}
