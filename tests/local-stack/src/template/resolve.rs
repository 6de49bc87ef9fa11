//! Replaces every intrinsic function by its value, for one deployment.
//!
//! Rules: AWS CloudFormation User Guide, "Intrinsic function reference".

use std::cell::Cell;

use serde_json::{Map, Value};

use super::{Deployment, TemplateError};

/// Deeper than any honest template; a resource that names itself gets here.
const DEEPEST: u32 = 64;

/// A resolved value; `None` is `AWS::NoValue`, which removes the property.
pub(super) type Resolved = Result<Option<Value>, TemplateError>;

/// One template under one set of parameters.
pub(super) struct Resolver<'t> {
    pub(super) template: &'t Value,
    pub(super) deployment: &'t Deployment,
    /// Whether a mapping may lack a key: mappings by stage know the stages on AWS only.
    lenient: bool,
    depth: Cell<u32>,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(template: &'t Value, deployment: &'t Deployment) -> Self {
        Self { template, deployment, lenient: false, depth: Cell::new(0) }
    }

    /// For what is not played: references must hold, a mapping's value may be missing.
    pub(super) fn lenient(&self) -> Self {
        Self { template: self.template, deployment: self.deployment, lenient: true, depth: Cell::new(0) }
    }

    /// Resolves `value`, found at `place`, to the bottom.
    pub(super) fn resolve(&self, value: &Value, place: &str) -> Resolved {
        if self.depth.get() > DEEPEST {
            return Err(TemplateError::at(place, "refers to itself"));
        }
        self.depth.set(self.depth.get() + 1);
        let resolved = self.descend(value, place);
        self.depth.set(self.depth.get() - 1);
        resolved
    }

    /// As [`Self::resolve`], where the value must not vanish.
    pub(super) fn present(&self, value: &Value, place: &str) -> Result<Value, TemplateError> {
        self.resolve(value, place)?.ok_or_else(|| TemplateError::at(place, "has no value here"))
    }

    /// As [`Self::present`], where only text will do.
    pub(super) fn text(&self, value: &Value, place: &str) -> Result<String, TemplateError> {
        match self.present(value, place)? {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(TemplateError::at(place, "must be text")),
        }
    }

    fn descend(&self, value: &Value, place: &str) -> Resolved {
        match value {
            Value::Object(map) => match intrinsic(map) {
                Some((name, argument)) => self.call(name, argument, place),
                None => self.object(map, place).map(Some),
            },
            Value::Array(items) => self.array(items, place).map(|items| Some(Value::Array(items))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Some(value.clone())),
        }
    }

    fn object(&self, map: &Map<String, Value>, place: &str) -> Result<Value, TemplateError> {
        let mut resolved = Map::new();
        for (name, value) in map {
            if let Some(value) = self.resolve(value, &format!("{place}.{name}"))? {
                resolved.insert(name.clone(), value);
            }
        }
        Ok(Value::Object(resolved))
    }

    fn array(&self, items: &[Value], place: &str) -> Result<Vec<Value>, TemplateError> {
        let resolve = |(index, item)| self.resolve(item, &format!("{place}[{index}]")).transpose();
        items.iter().enumerate().filter_map(resolve).collect()
    }

    fn call(&self, name: &str, argument: &Value, place: &str) -> Resolved {
        match name {
            "Ref" => self.reference(plain(argument, place)?, place),
            "Fn::GetAtt" => self.attribute(argument, place).map(Some),
            "Fn::Sub" => self.substitute(argument, place).map(Some),
            "Fn::If" => self.choose(argument, place),
            "Fn::FindInMap" => self.find_in_map(argument, place).map(Some),
            "Fn::Join" => self.join(argument, place).map(Some),
            "Fn::Select" => self.select(argument, place).map(Some),
            "Fn::Split" => self.split(argument, place).map(Some),
            unknown => Err(TemplateError::at(
                place,
                format!("the local stack does not know the function `{unknown}`"),
            )),
        }
    }

    fn choose(&self, argument: &Value, place: &str) -> Resolved {
        let [condition, then, otherwise] = arguments(argument, place)?;
        let chosen = if self.named_condition(plain(condition, place)?, place)? { then } else { otherwise };
        self.resolve(chosen, place)
    }

    fn find_in_map(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        let keys: [&Value; 3] = arguments(argument, place)?;
        let mut found = &self.template["Mappings"];
        for key in keys {
            let key = self.text(key, place)?;
            found = match found.get(&key) {
                Some(value) => value,
                None if self.lenient => return Ok(Value::from("")),
                None => return Err(TemplateError::at(place, format!("the mapping has no `{key}`"))),
            };
        }
        Ok(found.clone())
    }

    fn join(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        let [separator, parts] = arguments(argument, place)?;
        Ok(Value::String(self.list(parts, place)?.join(plain(separator, place)?)))
    }

    fn select(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        let [index, items] = arguments(argument, place)?;
        let index: usize = self
            .text(index, place)?
            .parse()
            .map_err(|_| TemplateError::at(place, "the index is not a number"))?;
        let item = self.list(items, place)?.into_iter().nth(index);
        item.map(Value::String).ok_or_else(|| TemplateError::at(place, "the list is shorter than the index"))
    }

    fn split(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        let [separator, text] = arguments(argument, place)?;
        let (separator, text) = (plain(separator, place)?, self.text(text, place)?);
        Ok(text.split(separator).map(Value::from).collect())
    }

    fn list(&self, value: &Value, place: &str) -> Result<Vec<String>, TemplateError> {
        let value = self.present(value, place)?;
        let items = value.as_array().ok_or_else(|| TemplateError::at(place, "must be a list"))?;
        items.iter().map(|item| self.text(item, place)).collect()
    }
}

/// A mapping with one entry that is named like a function.
fn intrinsic(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = map.iter();
    let (name, argument) = entries.next()?;
    let is_function = name == "Ref" || name.starts_with("Fn::");
    (is_function && entries.next().is_none()).then_some((name.as_str(), argument))
}

/// An argument that CloudFormation wants literally.
pub(super) fn plain<'v>(value: &'v Value, place: &str) -> Result<&'v str, TemplateError> {
    value.as_str().ok_or_else(|| TemplateError::at(place, "must be plain text"))
}

pub(super) fn arguments<'v, const N: usize>(
    value: &'v Value,
    place: &str,
) -> Result<[&'v Value; N], TemplateError> {
    let wrong = || TemplateError::at(place, format!("the function takes a list of {N}"));
    let list: Vec<&Value> = value.as_array().ok_or_else(wrong)?.iter().collect();
    list.try_into().map_err(|_| wrong())
}
