//! What only we and one browser know.

use zeroize::Zeroizing;

use crate::{hex, ports::Entropy};

/// 32 random bytes, written as 64 lower-case digits. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce(Zeroizing<String>);

impl Nonce {
    /// A new one.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let bytes = Zeroizing::new(entropy.bytes::<32>());
        Self(Zeroizing::new(hex::encode(&*bytes)))
    }

    /// Reads one back. There is one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode::<32>(text).map(|_| Self(Zeroizing::new(text.to_owned())))
    }

    /// In the clear, for the one address or cookie it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::testing::SeededEntropy;

    /// 255 degrees of freedom; a fair source exceeds this once in a million runs.
    const CHI_SQUARE_LIMIT: f64 = 377.0;

    /// The rules waste none of the randomness they are given; the source itself is the adapters' to show.
    #[test]
    fn oa_013_ten_thousand_states_are_all_different_and_use_every_byte_alike() {
        let entropy = SeededEntropy::new(7);
        let drawn: Vec<_> = (0..10_000).map(|_| Nonce::draw(&entropy).expose().to_owned()).collect();
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
        for place in 0..32 {
            let mut counts = [0_u32; 256];
            for text in &drawn {
                counts[usize::from(hex::decode::<32>(text).unwrap()[place])] += 1;
            }
            let expected = f64::from(10_000_u32) / 256.0;
            let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
            assert!(counts.iter().map(square).sum::<f64>() < CHI_SQUARE_LIMIT, "byte {place}");
        }
    }

    #[test]
    fn a_nonce_has_one_spelling() {
        let text = "0123456789abcdef".repeat(4);
        assert!(Nonce::parse(&text).is_some());
        for wrong in [&text[1..], &text.to_uppercase(), &format!("{text}0"), &text.replace('0', "g"), ""] {
            assert!(Nonce::parse(wrong).is_none(), "{wrong}");
        }
    }
}
