//! People who do not exist.

use super::{
    Random,
    country::{COUNTRIES, Country},
    national,
};

/// Somebody, as their country writes them down.
pub(super) struct Person {
    pub(super) country: &'static Country,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) full: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) street: String,
    pub(super) city: String,
    pub(super) postcode: String,
    pub(super) ip: String,
    pub(super) birth: String,
    pub(super) national: String,
}

/// Names that are set aside for examples, some with letters beyond ASCII.
const DOMAINS: &[&str] = &[
    "example.com",
    "example.org",
    "mail.example.net",
    "example.co.uk",
    "shop-mail.example.io",
    "bücher.example.org",
    "例え.example.com",
    "a.b.c.example.com",
];

impl Random {
    pub(super) fn person(&mut self) -> Person {
        let country = self.pick(COUNTRIES);
        let (first, last) = (self.word_of(country.first_names), self.word_of(country.last_names));
        let full = if country.code == "JP" { format!("{last} {first}") } else { format!("{first} {last}") };
        let street = self.pick(country.streets).replace('*', &self.word_of(country.last_names));
        Person {
            email: self.email(&first, &last),
            phone: self.phone(country),
            street: self.digits_in(&street),
            city: self.word_of(country.cities),
            postcode: self.digits_in(country.postcode),
            ip: self.ip(),
            birth: format!("{}-{:02}-{:02}", self.0.u16(1930..2008), self.0.u8(1..13), self.0.u8(1..29)),
            national: national::number(self, country.code),
            country,
            first,
            last,
            full,
        }
    }

    pub(super) fn phone(&mut self, country: &Country) -> String {
        let (code, pattern) = *self.pick(country.phones);
        let number = self.digits_in(pattern);
        if code.is_empty() {
            return number;
        }
        let plain: String = number.chars().filter(char::is_ascii_digit).collect();
        match self.0.u8(0..5) {
            0 => format!("{code}{plain}"),
            1 => format!("00{}{plain}", &code[1..]),
            2 => format!("tel:{code}-{}", number.replace(' ', "-")),
            3 => format!("{code} (0) {number}"),
            _ => format!("{code} {number}"),
        }
    }

    pub(super) fn ip(&mut self) -> String {
        if self.0.u8(0..4) > 0 {
            return format!("{}.{}.{}.{}", self.0.u8(11..224), self.0.u8(..), self.0.u8(..), self.0.u8(1..));
        }
        let groups: Vec<String> = (0..8).map(|_| format!("{:x}", self.0.u16(1..))).collect();
        match self.0.u8(0..3) {
            0 => format!("2001:db8:{}", groups[..6].join(":")),
            1 => format!("2001:db8::{}", groups[..2].join(":")),
            _ => format!("fe80::{}", groups[..4].join(":")),
        }
    }

    fn email(&mut self, first: &str, last: &str) -> String {
        let plain =
            |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let pad = |name: String| if name.len() < 2 { format!("user{}", name.len() + 7) } else { name };
        let (first, last) = (pad(plain(first)), pad(plain(last)));
        let number = self.0.u16(1..2000);
        let local = match self.0.u8(0..10) {
            0 => format!("{first}.{last}"),
            1 => format!("{first}+orders{number}"),
            2 => format!("{last}_{number}"),
            3 => format!("{first}.{last}").to_uppercase(),
            4 => format!("o'{last}"),
            5 => format!("{first}%{last}"),
            6 => format!("\"{first} {last}\""),
            7 => format!("{first}-{last}"),
            8 => format!("jürgen.{last}"),
            _ => format!("{first}{number}"),
        };
        format!("{local}@{}", self.pick(DOMAINS))
    }
}
