//! The webhook secret the product gives each store, worked out a second time.

use crate::stores::signature::hmac_sha256;

const PURPOSE: &[u8] = b"countersign/v1/woocommerce-webhook";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 62^43 is just more than 2^256.
const LENGTH: usize = 43;

/// The secret of `store` on `stage`, 43 letters and digits, derived from the master's `secret`.
pub fn webhook_secret(master: &str, stage: &str, store: &str) -> String {
    let message = [PURPOSE, &[0], stage.as_bytes(), &[0], store.as_bytes()];
    base62(hmac_sha256(master.as_bytes(), message))
}

/// Reads the digest as one big-endian number and writes it in base 62, with leading zeros.
fn base62(mut number: [u8; 32]) -> String {
    let mut digits: Vec<_> = (0..LENGTH).map(|_| char::from(DIGITS[divide(&mut number)])).collect();
    digits.reverse();
    digits.into_iter().collect()
}

/// Divides by 62 in place and gives the remainder.
fn divide(number: &mut [u8; 32]) -> usize {
    let mut remainder = 0;
    for byte in number {
        let value = remainder * 256 + usize::from(*byte);
        #[expect(clippy::cast_possible_truncation, reason = "less than 62 * 256 / 62")]
        let quotient = (value / 62) as u8;
        (*byte, remainder) = (quotient, value % 62);
    }
    remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASTER: &str = crate::stores::secrets::WOOCOMMERCE_MASTER;

    /// Worked out with another language's big integers.
    #[test]
    fn the_secret_depends_on_stage_and_store() {
        let cases = [
            ("local", "store-1", "iWtUIWfe8GIAvAc0pmXjJo1PBnfwJzkr5qGLUK16DL1"),
            ("prod", "store-1", "GzKQgHo8Dxv620gwWTWJd2cRNz5QbBAVaDSRNeFx6cO"),
            ("local", "store-2", "jHSrs5LfQsAMbcQgwiizj4NllT7vy1lJYZVQFZthwnJ"),
        ];
        for (stage, store, secret) in cases {
            assert_eq!(webhook_secret(MASTER, stage, store), secret, "{stage} {store}");
        }
    }

    #[test]
    fn every_digest_has_43_digits() {
        let mut small = [0; 32];
        small[31] = 62;
        assert_eq!(base62([0; 32]), "0".repeat(43));
        assert_eq!(base62(small), format!("{}10", "0".repeat(41)));
        assert_eq!(base62([0xff; 32]), "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1");
    }
}
