//! The check digit of card numbers (ISO/IEC 7812-1).

/// Whether the last of these digits (0 to 9) is the right one for the others.
pub(super) fn is_valid(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(place, digit)| weigh(place, u32::from(*digit))).sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

fn weigh(place: usize, digit: u32) -> u32 {
    match (place % 2, digit) {
        (0, _) => digit,
        (_, 0..5) => 2 * digit,
        _ => 2 * digit - 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_test_cards_are_valid_and_their_neighbours_are_not() {
        let digits = |text: &str| text.bytes().map(|byte| byte - b'0').collect::<Vec<_>>();
        for card in ["4242424242424242", "378282246310005", "30569309020004", "6304000000000000018"] {
            let mut digits = digits(card);
            let valid = is_valid(&digits);
            let last = digits.len() - 1;
            digits[last] = (digits[last] + 1) % 10;
            assert!(!(valid && is_valid(&digits)), "{card}");
        }
        assert!(is_valid(&digits("4242424242424242")) && is_valid(&digits("378282246310005")));
        assert!(!is_valid(&digits("4242424242424241")) && !is_valid(&[0]));
    }
}
