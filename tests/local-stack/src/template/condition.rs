//! `Conditions`, and the functions that may stand in them.

use serde_json::Value;

use super::{
    TemplateError,
    resolve::{Resolver, arguments, plain},
};

impl Resolver<'_> {
    /// The truth of a condition named in the template's `Conditions`.
    pub(super) fn named_condition(&self, name: &str, place: &str) -> Result<bool, TemplateError> {
        let condition = self.template["Conditions"].get(name);
        let condition =
            condition.ok_or_else(|| TemplateError::at(place, format!("no condition is named `{name}`")))?;
        self.holds(condition, &format!("Conditions.{name}"))
    }

    fn holds(&self, condition: &Value, place: &str) -> Result<bool, TemplateError> {
        let single = condition.as_object().filter(|map| map.len() == 1).and_then(|map| map.iter().next());
        let Some((function, argument)) = single else {
            return Err(TemplateError::at(place, "must be one condition function"));
        };
        match function.as_str() {
            "Condition" => self.named_condition(plain(argument, place)?, place),
            "Fn::Equals" => {
                let [left, right] = arguments(argument, place)?;
                Ok(self.text(left, place)? == self.text(right, place)?)
            }
            "Fn::Not" => {
                let [inner] = arguments(argument, place)?;
                Ok(!self.holds(inner, place)?)
            }
            "Fn::And" => Ok(self.each(argument, place)?.iter().all(|held| *held)),
            "Fn::Or" => Ok(self.each(argument, place)?.iter().any(|held| *held)),
            unknown => Err(TemplateError::at(place, format!("`{unknown}` is not a condition function"))),
        }
    }

    fn each(&self, argument: &Value, place: &str) -> Result<Vec<bool>, TemplateError> {
        let conditions = argument.as_array().ok_or_else(|| TemplateError::at(place, "must be a list"))?;
        conditions.iter().map(|condition| self.holds(condition, place)).collect()
    }
}
