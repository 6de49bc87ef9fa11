/// An amount the way both platforms write it: a string with two decimals.
pub(super) fn amount(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn an_amount_always_has_two_decimals() {
        assert_eq!([0, 5, 490, 41_495].map(amount), ["0.00", "0.05", "4.90", "414.95"]);
    }
}
