//! The bodies that are read here.

use serde::Deserialize;

use crate::tokens::Scopes;

#[derive(Deserialize)]
struct ScopesUpdate {
    current: Vec<String>,
}

/// What tokens may do after `app/scopes_update`; none if the body does not say so in one way.
pub(super) fn scopes(text: &str) -> Option<Scopes> {
    let ScopesUpdate { current } = serde_json::from_str(text).ok()?;
    let one_each = current.iter().all(|name| !name.contains(','));
    Scopes::parse(&current.join(",")).filter(|_| one_each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_of_scopes_is_one() {
        let read = |text: &str| scopes(text).map(|scopes| scopes.to_string());
        assert_eq!(read(r#"{"current":["write_orders","read_orders"]}"#).as_deref(), Some("write_orders"));
        assert_eq!(read(r#"{"current":[]}"#).as_deref(), Some(""));
        for text in ["{}", r#"{"current":"read_orders"}"#, r#"{"current":["a b"]}"#, r#"{"current":["a,b"]}"#]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
