//! Small questions about bytes.

/// A letter, a digit or an underscore of ASCII.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where the word at `at` ends.
pub(super) fn word_end(bytes: &[u8], at: usize) -> usize {
    run_end(bytes, at, is_word)
}

/// Where the run of accepted bytes that begins at `at` ends.
pub(super) fn run_end(bytes: &[u8], at: usize, accept: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| !accept(*byte)).map_or(bytes.len(), |length| at + length)
}

/// The byte before `at`.
pub(super) fn before(bytes: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).and_then(|at| bytes.get(at)).copied()
}

/// Whether a word goes on at `at`.
pub(super) fn goes_on(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| is_word(*byte))
}

/// Whether `bytes` begins with `prefix` at `at`.
pub(super) fn starts(bytes: &[u8], at: usize, prefix: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(prefix))
}
