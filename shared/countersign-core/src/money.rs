//! Amounts of money, exact to the last digit.

use std::fmt;

/// More digits than any currency's largest order, and few enough that sums stay within 128 bits.
const MOST_DIGITS: usize = 27;

/// A decimal amount in one currency, as a platform wrote it. Never a float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount without its decimal point.
    digits: i128,
    /// How many of the digits stand behind the point.
    scale: u32,
    currency: [u8; 3],
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a plain decimal number.
    #[error("is not a decimal amount")]
    Amount,
    /// Not three letters (ISO 4217).
    #[error("is not a currency code")]
    Currency,
}

impl Money {
    /// Reads `"-12.50"` and `"EUR"`. No exponents, no thousands separators, no plus sign.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, MoneyError> {
        let currency: [u8; 3] = currency.as_bytes().try_into().map_err(|_| MoneyError::Currency)?;
        if !currency.iter().all(u8::is_ascii_uppercase) {
            return Err(MoneyError::Currency);
        }
        let (digits, scale) = decimal(amount).ok_or(MoneyError::Amount)?;
        Ok(Self { digits, scale, currency })
    }

    /// The currency's ISO 4217 code.
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or_default()
    }
}

fn decimal(text: &str) -> Option<(i128, u32)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let dangling = whole.is_empty() || (fraction.is_empty() && unsigned.contains('.'));
    if dangling || !numeric(whole) || !numeric(fraction) || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let sign = if unsigned.len() < text.len() { -1 } else { 1 };
    Some((sign * digits, u32::try_from(fraction.len()).ok()?))
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_i128.pow(self.scale);
        let (sign, digits) = (if self.digits < 0 { "-" } else { "" }, self.digits.abs());
        write!(f, "{sign}{}", digits / unit)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", digits % unit, width = self.scale as usize)?;
        }
        write!(f, " {}", self.currency())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_every_digit() {
        for (text, shown) in
            [("414.95", "414.95 EUR"), ("-0.50", "-0.50 EUR"), ("1000", "1000 EUR"), ("0.0001", "0.0001 EUR")]
        {
            assert_eq!(Money::parse(text, "EUR").unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1,5", "1 000", "NaN", "٣", "--1", &"9".repeat(28)] {
            assert_eq!(Money::parse(text, "EUR"), Err(MoneyError::Amount), "{text:?}");
        }
        for code in ["", "eur", "EURO", "E R", "€"] {
            assert_eq!(Money::parse("1", code), Err(MoneyError::Currency), "{code:?}");
        }
    }
}
