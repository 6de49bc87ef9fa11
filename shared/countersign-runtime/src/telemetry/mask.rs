//! Free text as a line may have it.

use std::sync::LazyLock;

use countersign_core::redaction::{Redactor, cap};

use super::{bounded::Bounded, visible::visible};

/// Where a text was cut, its last bytes may be half of a value that nothing recognises any more.
const UNSURE: usize = 4 * 1024;
const CUT: &str = "[cut]";

static PLAIN: LazyLock<Redactor> = LazyLock::new(Redactor::new);

pub(crate) fn redactor() -> &'static Redactor {
    &PLAIN
}

/// Masked, then without characters that deceive a reader, then at most `limit` bytes and a note of how much is missing.
pub(crate) fn masked(given: &Bounded, limit: usize) -> String {
    let masked = redactor().redact(&given.text);
    let unsure = if given.cut { UNSURE } else { 0 };
    let sound = &masked[..masked.floor_char_boundary(masked.len().saturating_sub(unsure))];
    let mut text = cap(&visible(sound), limit).into_owned();
    if given.cut {
        text.push_str(CUT);
    }
    text
}
