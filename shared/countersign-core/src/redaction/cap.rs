//! The longest a masked text may be.

use std::borrow::Cow;

/// The first `limit` bytes of a masked text or a little less, never half a character, and a note of how much is missing.
///
/// For texts that were masked: in one that was not, the cut could leave half of a value that nothing recognises.
pub fn cap(masked: &str, limit: usize) -> Cow<'_, str> {
    if masked.len() <= limit {
        return Cow::Borrowed(masked);
    }
    let kept = &masked[..masked.floor_char_boundary(limit)];
    Cow::Owned(format!("{kept}… ({} bytes more)", masked.len() - kept.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_within_the_limit_is_not_touched() {
        assert!(matches!(cap("short", 5), Cow::Borrowed("short")));
    }

    #[test]
    fn a_cut_says_how_much_is_missing_and_never_splits_a_character() {
        assert_eq!(cap("Zoë said", 3), "Zo… (7 bytes more)");
    }
}
