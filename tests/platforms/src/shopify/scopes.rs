//! What a merchant has granted.

use std::{collections::BTreeSet, fmt};

/// Access scopes in one spelling: those that others imply are left out, the rest is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a list that is separated by commas.
    pub fn parse(text: &str) -> Self {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: BTreeSet<_> = names.map(str::to_owned).collect();
        let kept =
            names.iter().filter(|name| !names.iter().any(|other| implied_by(other).as_ref() == Some(name)));
        Self(kept.cloned().collect())
    }

    /// Whether `name` is granted, by itself or by another.
    pub fn grant(&self, name: &str) -> bool {
        self.handles().any(|handle| handle == name)
    }

    /// All that is granted, what is implied as well.
    pub fn handles(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|name| [Some(name.clone()), implied_by(name)]).flatten()
    }
}

/// `write_x` implies `read_x`, also for access without a customer's sign-in.
fn implied_by(name: &str) -> Option<String> {
    let read = |prefix: &str, to: &str| name.strip_prefix(prefix).map(|rest| format!("{to}{rest}"));
    read("write_", "read_").or_else(|| read("unauthenticated_write_", "unauthenticated_read_"))
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(String::as_str).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_scope_grants_reading_and_is_written_alone() {
        let scopes = Scopes::parse("write_orders, read_orders,read_products");
        assert_eq!(scopes.to_string(), "read_products,write_orders");
        assert!(scopes.grant("read_orders") && !scopes.grant("write_products"));
        assert_eq!(scopes.handles().count(), 3);
    }
}
