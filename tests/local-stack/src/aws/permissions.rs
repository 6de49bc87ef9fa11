//! Who may do what: the part of IAM that the template uses, which is allowing actions on resources.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{PoisonError, RwLock},
};

/// One allowed action on the resources of one pattern; `*` and `?` are wildcards in both, as in IAM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    action: String,
    resource: String,
}

/// What a call needs to be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) action: String,
    pub(super) resource: String,
}

/// The grants of each caller. A caller who was never restricted may do everything.
#[derive(Debug, Default)]
pub struct Permissions {
    by_caller: RwLock<BTreeMap<String, Vec<Grant>>>,
}

impl Grant {
    /// For example `dynamodb:PutItem` on `arn:aws:dynamodb:eu-central-1:000000000000:table/journal`.
    pub fn new(action: &str, resource: &str) -> Self {
        Self { action: action.to_ascii_lowercase(), resource: resource.to_owned() }
    }

    fn covers(&self, need: &Need) -> bool {
        // IAM ignores case in actions, and only there.
        like(&self.action, &need.action.to_ascii_lowercase()) && like(&self.resource, &need.resource)
    }
}

impl Permissions {
    /// From now on `caller` may do what `grants` allow and nothing else; earlier grants are forgotten.
    pub fn restrict(&self, caller: &str, grants: impl IntoIterator<Item = Grant>) {
        let mut by_caller = self.by_caller.write().unwrap_or_else(PoisonError::into_inner);
        by_caller.insert(caller.to_owned(), grants.into_iter().collect());
    }

    /// What `caller` asks for and is not allowed; `needs` is not worked out for a caller without restriction.
    pub(super) fn missing(&self, caller: &str, needs: impl FnOnce() -> Vec<Need>) -> Option<Need> {
        let by_caller = self.by_caller.read().unwrap_or_else(PoisonError::into_inner);
        let grants = by_caller.get(caller)?;
        needs().into_iter().find(|need| !grants.iter().any(|grant| grant.covers(need)))
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, resource } = self;
        write!(f, "{action} on resource: {resource}")
    }
}

/// Whether `text` fits `pattern`, where `*` stands for any text and `?` for one character.
fn like(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    let mut wanted = pattern.chars();
    while let Some(next) = wanted.next() {
        match next {
            '*' => return tails(rest.as_str()).any(|tail| like(wanted.as_str(), tail)),
            '?' if rest.next().is_some() => {}
            '?' => return false,
            literal if rest.next() == Some(literal) => {}
            _ => return false,
        }
    }
    rest.next().is_none()
}

fn tails(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, _)| &text[at..]).chain([""])
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn wildcards_match_as_in_iam() {
        for (pattern, text) in
            [("*", ""), ("a*", "a"), ("a*c", "abc"), ("s-??????", "s-AbCdEf"), ("*:*/x", "a:b/c/x")]
        {
            assert!(like(pattern, text), "{pattern} should match {text}");
        }
        for (pattern, text) in [("", "a"), ("a", "ab"), ("a*c", "abd"), ("s-??????", "s-AbCdE"), ("A", "a")] {
            assert!(!like(pattern, text), "{pattern} should not match {text}");
        }
    }
}
