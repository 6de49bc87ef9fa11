//! JSON as the platforms write it. Both escape more than JSON asks for, which a reader that borrows must survive.

use std::io;

use hyper::body::Bytes;
use serde::Serialize;
use serde_json::{Serializer, Value, ser::Formatter};

/// Ruby on Rails: slashes and what HTML could misread are escaped, other letters are UTF-8.
pub(super) fn as_shopify_writes(value: &Value) -> Bytes {
    write(value, |letter| matches!(letter, '/' | '&' | '<' | '>' | '\u{2028}' | '\u{2029}'))
}

/// PHP: slashes and everything beyond ASCII are escaped, so that a body is pure ASCII.
pub(super) fn as_woocommerce_writes(value: &Value) -> Bytes {
    write(value, |letter| letter == '/' || !letter.is_ascii())
}

#[derive(Clone, Copy)]
struct Escaping(fn(char) -> bool);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(self.0) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut letters = rest[at..].chars();
            letters.next().map_or(Ok(()), |letter| escape(writer, letter))?;
            rest = letters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

fn escape<W: ?Sized + io::Write>(writer: &mut W, letter: char) -> io::Result<()> {
    if letter == '/' {
        return writer.write_all(br"\/");
    }
    letter.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))
}

fn write(value: &Value, escaped: fn(char) -> bool) -> Bytes {
    let mut bytes = Vec::new();
    #[expect(clippy::expect_used, reason = "a JSON value always has a JSON text, and memory takes it")]
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping(escaped))).expect("JSON");
    bytes.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As captured from WooCommerce 10.0.2.
    const CAPTURED: &str =
        r#"["Stra\u00dfe 1\/2","snowman \u2603 \/ emoji \ud83c\udf81","O'Neil <b>","\u20ac"]"#;

    #[test]
    fn woocommerce_escapes_slashes_and_everything_beyond_ascii() {
        let value = json!(["Straße 1/2", "snowman ☃ / emoji 🎁", "O'Neil <b>", "€"]);
        assert_eq!(as_woocommerce_writes(&value), CAPTURED);
    }

    #[test]
    fn shopify_escapes_slashes_and_html_but_no_letters() {
        let value = json!({"url": "https://a.test/x?a=1&b=<ü>"});
        assert_eq!(as_shopify_writes(&value), r#"{"url":"https:\/\/a.test\/x?a=1\u0026b=\u003cü\u003e"}"#);
    }

    #[test]
    fn what_is_written_means_what_was_meant() {
        let value = json!({"text": "a/b \"c\" \\ \n ☃ 🎁 &<>", "list": [1, null, "\u{2028}"]});
        for written in [as_shopify_writes(&value), as_woocommerce_writes(&value)] {
            assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), value);
        }
    }
}
