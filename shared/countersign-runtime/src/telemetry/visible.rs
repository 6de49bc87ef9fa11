//! Characters that move, hide or reorder text are written as what they are.

use std::borrow::Cow;

/// `text` with every character that could deceive a reader written like `\u{1b}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(deceives) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if deceives(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line separators, what sets the direction of writing, and what takes no room.
fn deceives(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => {
            true
        }
        '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => c.is_control(),
    }
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
