//! Tables of words, looked up once or more for every name and number of a text.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// What each word means.
pub(super) type Words<T> = HashMap<&'static [u8], T, BuildHasherDefault<Fnv>>;

/// FNV-1a. The words are ours, so nobody can choose them to collide.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, _length: usize) {
        // The words of a table hold no zero byte that a length would have to tell apart.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
