//! The brackets around a place.

use super::fields::Container;

/// Deeper brackets are counted, not remembered: they take after the deepest one that is.
const REMEMBERED: usize = 32;

/// The open brackets, outermost first, in a fixed amount of memory.
pub(super) struct Frames {
    open: [(u8, Container); REMEMBERED],
    /// One bit for each bracket whose elements are identifiers.
    ids: u32,
    depth: usize,
}

impl Frames {
    pub(super) fn around(place: Container) -> Self {
        Self { open: [(0, place); REMEMBERED], ids: 0, depth: 0 }
    }

    /// `inside` is what the brackets hold, if it is not more of what surrounds them.
    pub(super) fn push(&mut self, bracket: u8, inside: Option<Container>) {
        let inside = inside.unwrap_or(self.place());
        let ids = bracket == b'[' && self.holds_ids();
        self.depth += 1;
        self.hold_ids(ids);
        if let Some(frame) = self.open.get_mut(self.depth) {
            *frame = (bracket, inside);
        }
    }

    /// Closes the nearest bracket of its kind, and with it any parenthesis left open inside, as prose leaves them. A
    /// bracket that closes none is a character like any other.
    pub(super) fn pop(&mut self, bracket: u8) {
        let opener = match bracket {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        if self.depth >= REMEMBERED {
            self.depth -= 1;
            return;
        }
        let mut depth = self.depth;
        while depth > 0 && self.open[depth].0 != opener && self.open[depth].0 == b'(' {
            depth -= 1;
        }
        if depth > 0 && self.open[depth].0 == opener {
            self.depth = depth - 1;
        }
    }

    /// Says whether the elements of the innermost bracket are identifiers; those of brackets in it are, too.
    pub(super) fn hold_ids(&mut self, ids: bool) {
        if let Some(bit) = 1_u32.checked_shl(self.depth.try_into().unwrap_or(u32::MAX)) {
            self.ids = if ids { self.ids | bit } else { self.ids & !bit };
        }
    }

    pub(super) fn holds_ids(&self) -> bool {
        self.depth < REMEMBERED && self.ids >> self.depth & 1 == 1
    }

    pub(super) fn place(&self) -> Container {
        self.top().1
    }

    /// The innermost open bracket; zero where there is none.
    pub(super) fn bracket(&self) -> u8 {
        self.top().0
    }

    fn top(&self) -> (u8, Container) {
        self.open[self.depth.min(REMEMBERED - 1)]
    }
}
