//! National numbers with right check digits.

use super::{
    Random,
    numbers::{grouped, luhn},
};

/// A number of somebody who lives in `country`.
pub(super) fn number(random: &mut Random, country: &str) -> String {
    match country {
        "US" => format!("{:03}-{:02}-{:04}", random.0.u16(1..600), random.0.u8(1..99), random.0.u16(1..9999)),
        "GB" => format!("AB {} C", grouped(&random.digits(6), &[2, 2, 2], " ")),
        "DE" => german(random),
        "FR" => french(random),
        "ES" => spanish(random),
        "IT" => format!(
            "RSSMRA{:02}{}{:02}H{:03}Z",
            random.0.u8(10..99),
            "T",
            random.0.u8(10..31),
            random.0.u16(100..999)
        ),
        "NL" => until(random, |random| random.digits(9), is_dutch),
        "BR" => brazilian(random),
        "PL" => until(random, |random| format!("{}{}", random.birth(), random.digits(5)), is_polish),
        "JP" => random.digits(12),
        "SE" => swedish(random),
        _ => indian(random),
    }
}

fn until(random: &mut Random, make: fn(&mut Random) -> String, valid: fn(&[u32]) -> bool) -> String {
    loop {
        let number = make(random);
        if valid(&digits(&number)) {
            return number;
        }
    }
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|digit| digit.to_digit(10)).collect()
}

impl Random {
    fn birth(&mut self) -> String {
        format!("{:02}{:02}{:02}", self.0.u8(30..99), self.0.u8(1..13), self.0.u8(1..29))
    }
}

fn is_dutch(digits: &[u32]) -> bool {
    let sum: u32 = digits[..8].iter().zip((2..10).rev()).map(|(digit, weight)| digit * weight).sum();
    digits[0] > 0 && sum % 11 == digits[8]
}

fn is_polish(digits: &[u32]) -> bool {
    let sum: u32 =
        digits.iter().zip([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).map(|(digit, weight)| digit * weight).sum();
    sum.is_multiple_of(10)
}

/// Ten digits of which one stands twice, and the check digit of ISO 7064 MOD 11,10.
fn german(random: &mut Random) -> String {
    let mut body: Vec<u32> = (1..10).collect();
    random.0.shuffle(&mut body);
    let twice = body[random.0.usize(1..9)];
    body.push(twice);
    let mut product = 10;
    for digit in &body {
        let sum = match (product + digit) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    let body: String = body.iter().map(ToString::to_string).collect();
    format!("{body}{}", (11 - product) % 10)
}

fn french(random: &mut Random) -> String {
    let (sex, year, month) = (random.0.u8(1..3), random.0.u8(40..99), random.0.u8(1..13));
    let body = format!(
        "{sex}{year:02}{month:02}{:02}{:03}{:03}",
        random.0.u8(1..95),
        random.0.u16(1..990),
        random.0.u16(1..999)
    );
    let check = 97 - body.parse::<u64>().unwrap_or(0) % 97;
    let number = format!("{body}{check:02}");
    if random.0.bool() { grouped(&number, &[1, 2, 2, 2, 3, 3, 2], " ") } else { number }
}

fn spanish(random: &mut Random) -> String {
    let number = random.0.u32(10_000_000..99_999_999);
    let letter = "TRWAGMYFPDXBNJZSQVHLCKE".as_bytes()[(number % 23) as usize];
    format!("{number}{}", char::from(letter))
}

fn brazilian(random: &mut Random) -> String {
    let mut body = digits(&random.digits(9));
    for first in [10, 11] {
        let sum: u32 = body.iter().zip((2..=first).rev()).map(|(digit, weight)| digit * weight).sum();
        body.push(sum * 10 % 11 % 10);
    }
    let number: String = body.iter().map(ToString::to_string).collect();
    format!("{}.{}.{}-{}", &number[..3], &number[3..6], &number[6..9], &number[9..])
}

fn swedish(random: &mut Random) -> String {
    let body = format!("{}{}", random.birth(), random.digits(3));
    format!("{}-{}{}", &body[..6], &body[6..], luhn(&body))
}

/// Verhoeff's check digit, found by trying all ten.
fn indian(random: &mut Random) -> String {
    let body = format!("{}{}", random.0.u8(2..10), random.digits(10));
    let number = (0..10).map(|check| format!("{body}{check}")).find(|number| verhoeff(&digits(number)) == 0);
    grouped(&number.unwrap_or(body), &[4, 4, 4], " ")
}

fn verhoeff(digits: &[u32]) -> u32 {
    let permuted = |place: usize, digit: u32| {
        (0..place % 8).fold(digit, |digit, _| [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit as usize])
    };
    digits.iter().rev().enumerate().fold(0, |check, (place, digit)| {
        let digit = permuted(place, *digit);
        match (check < 5, digit < 5) {
            (true, true) => (check + digit) % 5,
            (true, false) => (check + digit) % 5 + 5,
            (false, true) => (check - digit) % 5 + 5,
            (false, false) => (check + 5 - digit) % 5,
        }
    })
}
