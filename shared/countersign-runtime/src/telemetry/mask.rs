//! Free text as a line may have it.

use std::sync::{LazyLock, OnceLock};

use countersign_core::{
    keys::SigningKey,
    redaction::{Redactor, cap},
};

use super::{bounded::Bounded, visible::visible};

/// Where a text was cut, its last bytes may be half of a value that nothing recognises any more.
const UNSURE: usize = 4 * 1024;
const CUT: &str = "[cut]";

static PLAIN: LazyLock<Redactor> = LazyLock::new(Redactor::new);
static KEYED: OnceLock<Redactor> = OnceLock::new();

/// From now on masks carry a short keyed hash of what they stand for, so that lines about one person can be joined by
/// whoever reads them, and nobody without the key can test a guess. A second key changes nothing.
pub fn correlate(key: SigningKey) {
    KEYED.get_or_init(|| Redactor::keyed(key));
}

pub(crate) fn redactor() -> &'static Redactor {
    KEYED.get().unwrap_or(&PLAIN)
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
