//! What a project does that masks with regular expressions: a good list of them, in one linear-time automaton.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

/// One for each kind of value, as they are recommended all over.
const PATTERNS: [&str; 10] = [
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"\b(?:shp[a-z]{2}_|c[ks]_|gh[opsu]_|sk_live_|sk_test_|whsec_|xox[abp]-|glpat-|npm_)[A-Za-z0-9+/=_-]{16,}",
    r"\bA[KS]IA[A-Z0-9]{16}\b",
    r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
    r"(?i:\b(?:bearer|basic) [A-Za-z0-9._~+/-]{8,}=*)",
    r#"(?i:(?:password|passwd|secret|token|api[_-]?key|authorization)["']?\s*[:=]\s*["']?[^\s"',;&}]+)"#,
    r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?\b",
    r"\b\d(?:[ -]?\d){12,18}\b",
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}\b",
    r"(?:\+\d{1,3}[ .-]?)?\(?\b\d{2,4}\)?(?:[ .-]?\d{2,4}){2,4}\b",
];

static ALL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&PATTERNS.join("|")).ok());

/// `text` with whatever a pattern finds masked.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    ALL.as_ref().map_or(Cow::Borrowed(text), |all| all.replace_all(text, "[masked]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_regular_expression() {
        assert!(ALL.is_some());
        assert_eq!(mask("to jane@example.com"), "to [masked]");
    }
}
