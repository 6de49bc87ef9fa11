//! An update in parts, for a call of its own or for a transaction. Every name has a placeholder: many are reserved words.

use aws_sdk_dynamodb::types::AttributeValue;

use super::item::Item;

/// What an update does to an item.
#[derive(Default)]
pub(super) struct Change {
    set: Vec<(&'static str, AttributeValue)>,
    remove: Vec<&'static str>,
}

/// The texts and values of a conditional update.
pub(super) struct Expressions {
    pub(super) update: String,
    pub(super) condition: String,
    pub(super) names: Vec<(String, String)>,
    pub(super) values: Item,
}

impl Change {
    pub(super) fn set(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.set.push((name, value));
        self
    }

    pub(super) fn remove(mut self, name: &'static str) -> Self {
        self.remove.push(name);
        self
    }

    /// Sets the attribute, or removes it if there is no value.
    pub(super) fn put(self, name: &'static str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self.remove(name),
        }
    }

    /// Whether an item is as this change leaves it.
    pub(super) fn is_in(&self, item: &Item) -> bool {
        self.set.iter().all(|(name, value)| item.get(*name) == Some(value))
            && self.remove.iter().all(|name| !item.contains_key(*name))
    }

    /// The change on a condition, whose own names and values are given beside it.
    pub(super) fn only_if(
        self,
        condition: &str,
        names: &[&'static str],
        values: impl IntoIterator<Item = (&'static str, AttributeValue)>,
    ) -> Expressions {
        let sets: Vec<_> = self.set.iter().map(|(name, _)| format!("#{name} = :{name}")).collect();
        let removes: Vec<_> = self.remove.iter().map(|name| format!("#{name}")).collect();
        let clause = |word: &str, parts: &[String]| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        let set = self.set.iter().map(|(name, _)| *name);
        let all = set.chain(self.remove.iter().copied()).chain(names.iter().copied());
        let names = all.map(|name| (format!("#{name}"), name.to_owned())).collect();
        let own = self.set.into_iter().chain(values);
        Expressions {
            update: format!("{}{}", clause("SET", &sets), clause("REMOVE", &removes)).trim_end().to_owned(),
            condition: condition.to_owned(),
            names,
            values: own.map(|(name, value)| (format!(":{name}"), value)).collect(),
        }
    }
}
