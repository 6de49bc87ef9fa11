//! Cards and bank accounts with right check digits.

use super::Random;

/// How cards begin, and how many digits they have.
const BRANDS: &[(&str, usize)] = &[
    ("4", 13),
    ("4", 16),
    ("4", 19),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("6011", 16),
    ("65", 16),
    ("3528", 16),
    ("1800", 15),
    ("2131", 15),
    ("36", 14),
    ("3056", 14),
    ("38", 14),
    ("62", 16),
    ("62", 19),
    ("5018", 12),
    ("6304", 12),
    ("6759", 13),
    ("6304", 18),
    ("6763", 19),
    ("2200", 16),
    ("8171", 16),
    ("9792", 16),
];

/// Countries, and how many digits follow their check digits; a bank's letters first, where they have some.
const ACCOUNTS: &[(&str, &str, usize)] = &[
    ("DE", "", 18),
    ("FR", "", 23),
    ("ES", "", 20),
    ("IT", "X", 22),
    ("NL", "ABNA", 10),
    ("PL", "", 24),
    ("GB", "TEST", 14),
    ("AT", "", 16),
    ("BE", "", 12),
    ("CH", "", 17),
    ("SE", "", 20),
    ("PT", "", 21),
    ("NO", "", 11),
    ("MT", "MALT", 23),
];

impl Random {
    pub(super) fn card(&mut self) -> String {
        let (prefix, length) = *self.pick(BRANDS);
        let body = format!("{prefix}{}", self.digits(length - prefix.len() - 1));
        let check = luhn(&body);
        format!("{body}{check}")
    }

    /// As people type it.
    pub(super) fn spaced_card(&mut self) -> String {
        let card = self.card();
        let lengths: &[usize] = match card.len() {
            15 => &[4, 6, 5],
            14 => &[4, 6, 4],
            16 => &[4, 4, 4, 4],
            19 => &[4, 4, 4, 4, 3],
            12 => &[4, 4, 4],
            _ => return card,
        };
        match self.0.u8(0..5) {
            0 => card,
            1 => grouped(&card, lengths, "-"),
            2 => grouped(&card, lengths, "."),
            3 if card.len() == 16 => grouped(&card, &[1; 16], " "),
            _ => grouped(&card, lengths, " "),
        }
    }

    pub(super) fn iban(&mut self) -> String {
        let (country, bank, length) = *self.pick(ACCOUNTS);
        let account = format!("{bank}{}", self.digits(length));
        let check = 98 - remainder(&format!("{account}{country}00"));
        let number = format!("{country}{check:02}{account}");
        let fours = vec![4; number.len() / 4 + 1];
        match self.0.u8(0..4) {
            0 => grouped(&number, &fours, " "),
            1 => grouped(&number, &fours, "-"),
            2 => number.to_lowercase(),
            _ => number,
        }
    }
}

/// The check digit that makes `body` a card's number.
pub(super) fn luhn(body: &str) -> u32 {
    let digits = body.chars().rev().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    (10 - sum % 10) % 10
}

fn remainder(text: &str) -> u32 {
    text.chars()
        .filter_map(|character| character.to_digit(36))
        .fold(0, |rest, value| if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 })
}

pub(super) fn grouped(text: &str, lengths: &[usize], separator: &str) -> String {
    let (mut groups, mut rest) = (Vec::new(), text);
    for length in lengths {
        let (group, more) = rest.split_at((*length).min(rest.len()));
        groups.push(group);
        rest = more;
    }
    groups.push(rest);
    groups.retain(|group| !group.is_empty());
    groups.join(separator)
}
