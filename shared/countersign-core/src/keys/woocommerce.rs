//! The webhook secret of a WooCommerce store, derived instead of stored.

use zeroize::Zeroizing;

use super::SigningKey;
use crate::{Stage, store::WooStoreId};

const PURPOSE: &str = "countersign/v1/woocommerce-webhook";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of base 62 that hold any 256-bit number.
const LENGTH: usize = 43;

/// The secret with which `store` signs its webhooks: base62 of HMAC-SHA256(master, purpose | stage | store).
///
/// Derived, so that a forged delivery for a store that does not exist costs one HMAC and no look-up. Letters and
/// digits only, because WooCommerce decodes HTML entities in a secret before it signs (`WC_Webhook`).
pub fn webhook_secret(master: &SigningKey, stage: Stage, store: &WooStoreId) -> SigningKey {
    SigningKey::parse(&webhook_secret_text(master, stage, store))
        .unwrap_or_else(|_| unreachable!("43 digits are not blank"))
}

/// The same in the clear: what a store is given when its webhook is made.
pub fn webhook_secret_text(master: &SigningKey, stage: Stage, store: &WooStoreId) -> Zeroizing<String> {
    let message = format!("{PURPOSE}\0{stage}\0{store}");
    Zeroizing::new(base62(master.tag(&[message.as_bytes()])))
}

/// The digest as a big-endian number in base 62, padded to a fixed length.
fn base62(mut number: [u8; 32]) -> String {
    let mut digits = [0; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[divide_by_62(&mut number)];
    }
    digits.map(char::from).iter().collect()
}

/// Divides in place and returns the remainder.
fn divide_by_62(number: &mut [u8; 32]) -> usize {
    let mut remainder = 0;
    for byte in number {
        let value = remainder * 256 + usize::from(*byte);
        *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
        remainder = value % 62;
    }
    remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base62_is_the_number_padded_to_43_digits() {
        assert_eq!(base62([0; 32]), "0".repeat(43));
        let mut sixty_two = [0; 32];
        sixty_two[31] = 62;
        assert_eq!(base62(sixty_two), format!("{}10", "0".repeat(41)));
        // 2^256 - 1, computed elsewhere.
        assert_eq!(base62([255; 32]), "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1");
    }

    #[test]
    fn stores_and_stages_do_not_share_a_secret() {
        let master = SigningKey::parse_own("test-master-of-sixteen-or-more").unwrap();
        let (a, b) = (WooStoreId::parse("a").unwrap(), WooStoreId::parse("b").unwrap());
        let secret = |stage, store| webhook_secret(&master, stage, store).tag(&[b"x"]);
        assert_ne!(secret(Stage::Dev, &a), secret(Stage::Dev, &b));
        assert_ne!(secret(Stage::Dev, &a), secret(Stage::Prod, &a));
    }
}
