//! Characters that move, hide or reorder text are written as what they are.

use std::borrow::Cow;

use countersign_core::redaction::is_unseen;

/// `text` with every character that could deceive a reader written like `\u{1b}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_written_as_what_it_is() {
        assert_eq!(visible("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(visible("\u{0}\n\r\t\u{7f}"), "\\u{0}\\u{a}\\u{d}\\u{9}\\u{7f}");
        assert_eq!(visible("\u{85}\u{2028}\u{2029}\u{202e}"), "\\u{85}\\u{2028}\\u{2029}\\u{202e}");
        assert_eq!(visible("\u{feff}\u{200b}\u{2066}"), "\\u{feff}\\u{200b}\\u{2066}");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["", "plain text, \"quoted\" \\ and {braces}", "Zoë 日本語 العربية 🙂"] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
