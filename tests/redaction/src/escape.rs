//! Escapes of JSON and of URLs.

use std::fmt::Write as _;

/// `character` as `\u0040` has it: one escape, or two beyond the first plane.
pub(crate) fn unicode(character: char) -> String {
    let mut units = [0; 2];
    character.encode_utf16(&mut units).iter().fold(String::new(), |mut escaped, unit| {
        let _ = write!(escaped, "\\u{unit:04x}");
        escaped
    })
}

/// `text` as it stands in a URL.
pub(crate) fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut percent, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            percent.push(char::from(byte));
        } else {
            let _ = write!(percent, "%{byte:02X}");
        }
        percent
    })
}
