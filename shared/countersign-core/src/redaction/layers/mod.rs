//! Layers of encoding, taken off one at a time with the way back kept.
//!
//! What a reader, a browser or a parser would see decides what a text gives away: `jane%40example.com`,
//! `jane\u0040example.com` and `４２４２…` are looked at as what they mean.

mod fold;
mod units;

use super::{
    classes,
    view::{View, narrow},
};
use units::Unit;

/// A text with one layer taken off.
pub(super) struct Peeled {
    text: String,
    map: Vec<u32>,
}

/// What a quoted string stands for; none if it holds no escapes.
pub(super) fn unescaped(view: View<'_>) -> Option<Peeled> {
    peel(view, units::escape)
}

/// What a text stands for once percent, HTML and backslash escapes are read, digits and punctuation of all scripts are
/// ASCII, and invisible characters are gone; none if that changes nothing.
pub(super) fn decoded(view: View<'_>) -> Option<Peeled> {
    peel(view, units::any)
}

impl Peeled {
    pub(super) fn view(&self) -> View<'_> {
        View::mapped(&self.text, &self.map)
    }

    fn copy(&mut self, view: View<'_>, from: usize, to: usize) {
        self.text.push_str(view.text().get(from..to).unwrap_or_default());
        view.extend(&mut self.map, from..to);
    }

    fn put(&mut self, character: char, source: u32) {
        self.text.push(character);
        self.map.extend(std::iter::repeat_n(source, character.len_utf8()));
    }
}

/// Nothing is copied before the first unit is found, so that a text without any costs one look at each byte.
fn peel(view: View<'_>, unit_at: fn(&str, usize) -> Option<Unit>) -> Option<Peeled> {
    let (text, mut peeled) = (view.can_be_mapped().then(|| view.text())?, None);
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = classes::next(text.as_bytes(), at, classes::CODED) {
        let Some(unit) = unit_at(text, found) else {
            at = found + width(text.as_bytes()[found]);
            continue;
        };
        let peeled = peeled.get_or_insert_with(|| Peeled { text: String::new(), map: Vec::new() });
        peeled.copy(view, copied, found);
        if let Some(character) = unit.means {
            peeled.put(character, narrow(view.offset(found)));
        }
        at = found + unit.bytes;
        copied = at;
    }
    peeled.as_mut()?.copy(view, copied, text.len());
    peeled.as_mut()?.map.push(narrow(view.offset(text.len())));
    peeled
}

/// The length of the character that begins with `byte`.
fn width(byte: u8) -> usize {
    match byte {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let peeled = decoded(View::of(source)).unwrap();
        assert_eq!(peeled.view().text(), expected);
        let end = expected.len();
        assert_eq!(peeled.view().source(0..end), 0..source.len(), "{source}");
    }

    #[test]
    fn every_encoding_is_read() {
        check("jane%40example.com", "jane@example.com");
        check(r"jane\u0040example.com", "jane@example.com");
        check("jane&#64;example&#x2E;com", "jane@example.com");
        check("４２４２", "4242");
        check("٤٢٤٢", "4242");
        check("42\u{200b}42", "4242");
        check("42\u{0}4\u{3164}2\u{1b}[1;31m4\u{20e3}2", "424242");
        check("42\0\u{7f}42", "4242");
        check("42\u{a0}42", "42 42");
        check("M%C3%BCller", "Müller");
        check(r"\ud83d\ude00", "😀");
        check(r"\ud83d!", "\u{fffd}!");
    }

    #[test]
    fn what_is_not_encoded_stays_and_costs_nothing() {
        for text in ["100 % sure", "a%zz", "%be", "R&D", r"C:\", "Zoë", "日本"] {
            assert!(decoded(View::of(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn every_byte_knows_where_it_came_from() {
        let source = "to=%C3%BC%40x";
        let peeled = decoded(View::of(source)).unwrap();
        assert_eq!(peeled.view().text(), "to=ü@x");
        assert_eq!(peeled.view().source(3..5), 3..9);
        assert_eq!(peeled.view().source(5..6), 9..12);
        assert_eq!(peeled.view().part(5..7).source(1..2), 12..13);
    }
}
