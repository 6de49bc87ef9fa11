//! Where tokens come from.

use sha2::{Digest, Sha256};

use crate::signing::digits;

/// Makes texts that nobody has made before, and remembers them all.
///
/// They say that they are for tests. With a mark of its own, no two runs make the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mint {
    mark: String,
    count: u64,
    made: Vec<String>,
    /// Whether it remembers: not where thousands of histories are played.
    remembers: bool,
}

impl Mint {
    pub(crate) fn marked(mark: &str) -> Self {
        Self { mark: format!("{mark}-"), remembers: true, ..Self::default() }
    }

    /// The number that the next texts carry.
    pub(crate) fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// `test-access-…` and the like.
    pub(crate) fn text(&mut self, kind: &str, number: u64) -> String {
        let text = format!("test-{kind}-{}{number}", self.mark);
        self.note(&text);
        text
    }

    /// Forty hexadecimal digits behind a prefix, as WooCommerce makes them.
    pub(crate) fn digits(&mut self, prefix: &str) -> String {
        let number = self.next();
        let digest = Sha256::digest(format!("{prefix}{}{number}", self.mark));
        let text = format!("{prefix}{}", digits(&digest[..20]));
        self.note(&text);
        text
    }

    /// Something secret that came from elsewhere.
    pub(crate) fn note(&mut self, text: &str) {
        if self.remembers && !self.made.iter().any(|known| known == text) {
            self.made.push(text.to_owned());
        }
    }

    /// Everything so far, the oldest first.
    pub(crate) fn made(&self) -> &[String] {
        &self.made
    }
}
