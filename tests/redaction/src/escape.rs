//! Escapes that JSON knows.

use std::fmt::Write as _;

/// `character` as `\u0040` has it: one escape, or two beyond the first plane.
pub(crate) fn unicode(character: char) -> String {
    let mut units = [0; 2];
    character.encode_utf16(&mut units).iter().fold(String::new(), |mut escaped, unit| {
        let _ = write!(escaped, "\\u{unit:04x}");
        escaped
    })
}
