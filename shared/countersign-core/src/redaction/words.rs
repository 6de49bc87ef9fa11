//! Tables of words, looked up once or more for every name and number of a text.

/// What each word means. Open addressing, at most half full.
pub(super) struct Words<T> {
    slots: Vec<Option<(&'static [u8], T)>>,
}

/// FNV-1a of a word read from its end, so that one pass over a name gives the hash of each of its endings. The words are
/// ours: nobody can choose them to collide.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    /// The hash of what was read so far with `byte` before it.
    pub(super) fn before(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    fn of(word: &[u8]) -> Self {
        word.iter().rev().fold(Self::EMPTY, |hash, byte| hash.before(*byte))
    }

    fn slot(self, slots: usize) -> usize {
        usize::try_from(self.0 >> 32).unwrap_or(0) & (slots - 1)
    }
}

impl<T> Words<T> {
    /// Room for `count` words.
    pub(super) fn for_words(count: usize) -> Self {
        let slots = (2 * count).next_power_of_two();
        Self { slots: std::iter::repeat_with(|| None).take(slots).collect() }
    }

    pub(super) fn get(&self, word: &[u8]) -> Option<&T> {
        self.get_hashed(Hash::of(word), word)
    }

    pub(super) fn get_hashed(&self, hash: Hash, word: &[u8]) -> Option<&T> {
        let (_, value) = self.slots[self.place(hash, word)].as_ref()?;
        Some(value)
    }

    /// The meaning of `word`, which becomes `otherwise` if there was none.
    pub(super) fn entry(&mut self, word: &'static str, otherwise: T) -> &mut T {
        let place = self.place(Hash::of(word.as_bytes()), word.as_bytes());
        &mut self.slots[place].get_or_insert((word.as_bytes(), otherwise)).1
    }

    /// The slot that holds `word`, or the free one where it belongs.
    fn place(&self, hash: Hash, word: &[u8]) -> usize {
        let mut place = hash.slot(self.slots.len());
        while self.slots[place].as_ref().is_some_and(|(other, _)| *other != word) {
            place = (place + 1) & (self.slots.len() - 1);
        }
        place
    }
}
