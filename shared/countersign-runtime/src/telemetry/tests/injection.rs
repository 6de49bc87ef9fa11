//! Text that wants to be more than a value.

use super::{line, written};

/// In every field that takes free text, and in those that do not.
fn said(text: &str) -> String {
    written(|| {
        let span = tracing::info_span!("span", cause = text);
        span.in_scope(|| tracing::info!(sample = text, code = text, store = %text, "{text}"));
    })
}

#[test]
fn lg_036_characters_that_deceive_a_reader_are_written_as_what_they_are() {
    let deceiving = [
        '\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{2066}', '\u{200b}',
        '\u{feff}',
    ];
    for c in deceiving {
        let text = said(&format!("before{c}after"));
        assert!(!text.contains(c), "{c:?} in {text}");
        assert!(text.contains(&format!("before\\\\u{{{:x}}}after", u32::from(c))), "{text}");
    }
}

#[test]
fn nothing_begins_a_second_line_or_a_second_member() {
    for text in [
        "one\ntwo",
        "one\r\ntwo",
        "\",\"level\":\"ERROR\",\"x\":\"",
        "\\\",\"level\":\"ERROR",
        "{\"level\":\"ERROR\"}\n",
    ] {
        let line = line(|| tracing::info!(sample = text, cause = text, "{text}"));
        assert_eq!(line["level"], "INFO", "{text:?}");
        assert_eq!(line.as_object().unwrap().len(), 7, "{line}");
    }
}

#[test]
fn a_value_that_is_hidden_among_such_characters_is_masked() {
    for text in ["zephyrine\u{200b}.q@exam\u{ad}ple.com", "4111\u{2060}1111\u{2060}1111\u{2060}1111"] {
        let said = said(text);
        assert!(!said.contains("zephyrine") && !said.contains("4111"), "{said}");
    }
}
