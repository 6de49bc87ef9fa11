//! A text under inspection, and the way back to where it stands in the source.

use std::ops::Range;

/// A text and the place of each of its bytes in the source: the source itself, a part of it, or what a part means once
/// a layer of encoding is taken off.
#[derive(Clone, Copy)]
pub(super) struct View<'t> {
    text: &'t str,
    origin: Origin<'t>,
}

#[derive(Clone, Copy)]
enum Origin<'t> {
    /// The source from this offset on, byte by byte.
    Verbatim(usize),
    /// One source offset per byte, and one for the end.
    Mapped(&'t [u32]),
}

/// A place in a source that is known to be short enough.
pub(super) fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl<'t> View<'t> {
    /// The source as it stands.
    pub(super) fn of(source: &'t str) -> Self {
        Self { text: source, origin: Origin::Verbatim(0) }
    }

    /// A decoded text; `map` is one longer than it.
    pub(super) fn mapped(text: &'t str, map: &'t [u32]) -> Self {
        Self { text, origin: Origin::Mapped(map) }
    }

    pub(super) fn text(self) -> &'t str {
        self.text
    }

    pub(super) fn bytes(self) -> &'t [u8] {
        self.text.as_bytes()
    }

    /// A part, by offsets into this view. Empty if they do not fall between characters.
    pub(super) fn part(self, range: Range<usize>) -> Self {
        let Some(text) = self.text.get(range.clone()) else { return Self { text: "", ..self } };
        let origin = match self.origin {
            Origin::Verbatim(offset) => Origin::Verbatim(offset + range.start),
            Origin::Mapped(map) => Origin::Mapped(&map[range.start..=range.end]),
        };
        Self { text, origin }
    }

    /// Where a part of this view stands in the source.
    pub(super) fn source(self, range: Range<usize>) -> Range<usize> {
        self.offset(range.start)..self.offset(range.end)
    }

    pub(super) fn offset(self, at: usize) -> usize {
        match self.origin {
            Origin::Verbatim(offset) => offset + at,
            Origin::Mapped(map) => map.get(at).or(map.last()).map_or(0, |offset| *offset as usize),
        }
    }

    /// Adds the places of a part's bytes to `map`.
    pub(super) fn extend(self, map: &mut Vec<u32>, part: Range<usize>) {
        match self.origin {
            Origin::Verbatim(offset) => map.extend((offset + part.start..offset + part.end).map(narrow)),
            Origin::Mapped(places) => map.extend_from_slice(&places[part]),
        }
    }

    /// Whether the places in this view are small enough for a map.
    pub(super) fn can_be_mapped(self) -> bool {
        u32::try_from(self.offset(self.text.len())).is_ok()
    }
}
