//! One pass over a text for any number of needles.
//!
//! Nearly every place of a text is passed over by a look at its last four bytes: whether any needle ends in them stands
//! in a table that fits into a processor's cache. An automaton of all needles would not, and is many times slower.

use std::collections::HashMap;

use crate::forms::Needle;

/// Two to this power is how many bits the table has.
const BITS: u32 = 20;

/// So many words are these bits.
const WORDS: usize = 1 << (BITS - 6);

/// How the end of a needle is told from others.
const END: usize = 4;

/// Needles that are searched for together, each with what it means.
pub(crate) struct Search<M> {
    needles: Vec<(Needle, M)>,
    /// The needles by their ends.
    by_end: HashMap<u32, Vec<usize>>,
    /// A bit for each end that there is, and by chance for a few others.
    table: Vec<u64>,
}

impl<M: Copy> Search<M> {
    /// Every needle must be longer than its end.
    pub(crate) fn new(needles: Vec<(Needle, M)>) -> Self {
        let mut by_end: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut table = vec![0; WORDS];
        for (at, (needle, _)) in needles.iter().enumerate() {
            let end = needle.bytes.iter().fold(0, |end, byte| pushed(end, *byte));
            by_end.entry(end).or_default().push(at);
            let bit = bit(end);
            table[bit / 64] |= 1_u64 << (bit % 64);
        }
        Self { needles, by_end, table }
    }

    /// Tells of every place at which a needle stands.
    pub(crate) fn find(&self, bytes: &[u8], mut found: impl FnMut(M)) {
        let mut end = 0;
        for (at, byte) in bytes.iter().enumerate() {
            end = pushed(end, *byte);
            let bit = bit(end);
            if self.table[bit / 64] >> (bit % 64) & 1 == 1 {
                self.look(end, &bytes[..=at], &mut found);
            }
        }
    }

    fn look(&self, end: u32, bytes: &[u8], found: &mut impl FnMut(M)) {
        for at in self.by_end.get(&end).into_iter().flatten() {
            let (needle, meaning) = &self.needles[*at];
            let start = bytes.len().checked_sub(needle.bytes.len());
            if start.is_some_and(|start| needle.is(&bytes[start..])) {
                found(*meaning);
            }
        }
    }
}

impl Needle {
    fn is(&self, bytes: &[u8]) -> bool {
        if self.exact { self.bytes == bytes } else { self.bytes.eq_ignore_ascii_case(bytes) }
    }
}

/// The last [`END`] bytes, without regard to capitals.
fn pushed(end: u32, byte: u8) -> u32 {
    const { assert!(END == size_of::<u32>()) };
    end << 8 | u32::from(byte.to_ascii_lowercase())
}

/// Fibonacci hashing: the upper bits of the product depend on all of the end.
fn bit(end: u32) -> usize {
    (end.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}
