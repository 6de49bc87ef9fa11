//! Randomness that repeats itself.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::ports::Entropy;

/// The steps of SplitMix64: the same seed gives the same bytes, and no two reads of one run give the same.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Bytes that anybody who knows the seed can tell in advance.
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// The run of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.fetch_add(STEP, Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}
