//! What a token may do.

use std::{collections::BTreeSet, fmt};

const LONGEST: usize = 64;
const MOST: usize = 256;

/// A set of access scopes, with those left out that others in it imply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads Shopify's comma-separated list. None if a name could not be one, so that nothing else is ever logged.
    pub fn parse(text: &str) -> Option<Self> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: BTreeSet<_> = names.map(str::to_owned).collect();
        let sound = names.len() <= MOST && names.iter().all(|name| is_name(name));
        sound.then(|| Self(without_implied(&names)))
    }

    /// Whether everything in `required` is granted, where `write_x` grants `read_x` too.
    pub fn covers(&self, required: &Self) -> bool {
        self.missing(required).is_empty()
    }

    /// What is in `required` and not granted, in alphabetical order.
    pub fn missing(&self, required: &Self) -> Vec<String> {
        let granted = |name: &str| self.0.contains(name) || self.0.iter().any(|held| implies(held, name));
        required.0.iter().filter(|name| !granted(name)).cloned().collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, name)| {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{name}")
        })
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= LONGEST && name.bytes().all(allowed)
}

fn without_implied(names: &BTreeSet<String>) -> BTreeSet<String> {
    let implied = |name: &String| names.iter().any(|other| implies(other, name));
    let kept = names.iter().filter(|name| !implied(name)).cloned();
    kept.collect()
}

/// Shopify grants reading with writing, also for unauthenticated access.
fn implies(held: &str, name: &str) -> bool {
    let resource = |prefix: &str, text: &str| text.strip_prefix(prefix).map(str::to_owned);
    let pairs = [("write_", "read_"), ("unauthenticated_write_", "unauthenticated_read_")];
    pairs.iter().any(|(write, read)| {
        let held = resource(write, held);
        held.is_some() && held == resource(read, name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(granted: &str, required: &str, covers: bool) {
        let (granted, required) = (Scopes::parse(granted).unwrap(), Scopes::parse(required).unwrap());
        assert_eq!(granted.covers(&required), covers, "{granted} / {required}");
    }

    #[test]
    fn writing_implies_reading_and_not_the_reverse() {
        check("write_orders", "read_orders,write_orders", true);
        check("write_orders", "read_orders", true);
        check("read_orders", "write_orders", false);
        check("unauthenticated_write_checkouts", "unauthenticated_read_checkouts", true);
        check("write_checkouts", "unauthenticated_read_checkouts", false);
        check("write_orders", "", true);
        check("", "read_orders", false);
    }

    #[test]
    fn a_set_has_one_spelling() {
        let scopes = Scopes::parse("write_orders, read_orders,read_products").unwrap();
        assert_eq!(scopes.to_string(), "read_products,write_orders");
        assert_eq!(Some(scopes), Scopes::parse("read_products,write_orders"));
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        for text in ["read orders", "READ_ORDERS", "read_orders;x", "<b>", &"a".repeat(65)] {
            assert_eq!(Scopes::parse(text), None, "{text}");
        }
    }
}
