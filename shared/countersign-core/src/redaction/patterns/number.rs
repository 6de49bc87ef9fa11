//! Numbers: which of the things that are written in digits one is.

use super::{
    Step, Text,
    bytes::{before, is_word, word_end},
    card, context,
    digits::{self, Groups, in_a_row},
    ip, national, phone,
};

/// Fewer digits than this are never a person's.
const FEWEST: usize = 6;

/// A group of digits at `at`, not touched by letters.
pub(super) fn at_digit(text: &Text<'_>, at: usize) -> Step {
    let bytes = text.bytes;
    let end = word_end(bytes, at);
    if end - at < FEWEST && !digits::go_on(bytes, end) {
        return Step::on(end);
    }
    if let Some(step) = card::spelled_out(bytes, at) {
        return step;
    }
    let skip = Step::on(end);
    let row = in_a_row(bytes, at);
    // No number begins with a short group in the middle of others, but for a zero before an area.
    if row && skip.next - at < 3 && bytes[at] != b'0' {
        return skip;
    }
    let groups = Groups::read(bytes, at);
    if groups.count() == 0 || before(bytes, at).is_some_and(is_word) {
        return skip;
    }
    if let Some(step) = ip::v4(bytes, &groups) {
        return step;
    }
    if groups.digits(groups.count()) < FEWEST {
        return skip;
    }
    let mut context = context::of(bytes, at);
    context.id = (context.id || text.id) && !context.card();
    card::in_groups(bytes, &groups, context, row)
        .or_else(|| national::in_groups(bytes, &groups, context))
        .or_else(|| phone::in_groups(bytes, &groups, context))
        .unwrap_or(skip)
}
