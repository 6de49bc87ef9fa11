//! Randomness.

/// Gives random bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, out: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// An array of random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}
