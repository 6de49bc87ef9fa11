//! The allow-list of a topic's fields.

use std::{collections::BTreeMap, fmt};

/// A field by its path: `total_price`, `line_items.sku`. Arrays are passed through: the path goes on in each element.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(String);

impl FieldPath {
    /// Names of letters, digits, underscores and dashes, joined by dots.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let named = |name: &str| !name.is_empty() && name.bytes().all(allowed);
        text.split('.').all(named).then(|| Self(text.to_owned()))
    }

    /// Whether allowing `self` allows `other` as well, `other` lying inside it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of allowed fields, as a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldTree {
    whole: bool,
    inside: BTreeMap<String, Self>,
}

impl FieldTree {
    /// Allows every path given.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a FieldPath>) -> Self {
        let mut tree = Self::default();
        paths.into_iter().for_each(|path| tree.allow(path));
        tree
    }

    /// Allows one more field with all that it holds.
    pub fn allow(&mut self, path: &FieldPath) {
        let names = path.0.split('.');
        names.fold(self, |node, name| node.inside.entry(name.to_owned()).or_default()).whole = true;
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        !self.whole && self.inside.is_empty()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.inside.get(name)
    }
}
