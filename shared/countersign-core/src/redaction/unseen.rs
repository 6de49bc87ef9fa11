//! Characters that take no room, or that only move or turn what stands beside them: one table for all who write lines.

use std::ops::RangeInclusive;

/// Beyond control characters, in order. What sets the direction of writing, joins, varies or fills.
const UNSEEN: [RangeInclusive<char>; 15] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Marks on the letter before them.
const COMBINING: [RangeInclusive<char>; 5] = [
    '\u{300}'..='\u{36f}',
    '\u{1ab0}'..='\u{1aff}',
    '\u{1dc0}'..='\u{1dff}',
    '\u{20d0}'..='\u{20ff}',
    '\u{fe20}'..='\u{fe2f}',
];

/// Whether a reader of a line may not see this character, or see what follows it in another place: control characters,
/// ends of lines, directions of writing, fillers. The engine reads past them; whoever writes lines shows what they are.
pub fn is_unseen(character: char) -> bool {
    !matches!(character, ' '..='~')
        && (character.is_control() || UNSEEN.iter().any(|range| range.contains(&character)))
}

/// Whether this character is a mark on the one before it.
pub(super) fn is_combining(character: char) -> bool {
    COMBINING.iter().any(|range| range.contains(&character))
}
