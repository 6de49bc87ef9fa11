//! Chance, and what is made of it alone.

use fastrand::Rng;

/// A seeded source of everything that differs between two corpora.
pub(super) struct Random(pub(super) Rng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.usize(0..from.len())]
    }

    /// One of some words with commas between them.
    pub(super) fn word_of(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split(',').collect();
        (*self.pick(&words)).to_owned()
    }

    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.0.digit(10)).collect()
    }

    /// Digits in the place of every `#`; the first is no zero.
    pub(super) fn digits_in(&mut self, pattern: &str) -> String {
        let mut first = true;
        let digit = |character: char| match character {
            '#' if std::mem::take(&mut first) => char::from(b'0' + self.0.u8(1..10)),
            '#' => self.0.digit(10),
            other => other,
        };
        pattern.chars().map(digit).collect()
    }

    pub(super) fn hex(&mut self, count: usize) -> String {
        (0..count).map(|_| self.0.digit(16)).collect()
    }

    pub(super) fn alphanumeric(&mut self, count: usize) -> String {
        (0..count).map(|_| self.0.alphanumeric()).collect()
    }

    pub(super) fn base64(&mut self, count: usize) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        (0..count).map(|_| char::from(*self.pick(SIGNS))).collect()
    }

    pub(super) fn uuid(&mut self) -> String {
        let parts = [8, 4, 3, 3, 12].map(|length| self.hex(length));
        format!("{}-{}-4{}-a{}-{}", parts[0], parts[1], parts[2], parts[3], parts[4])
    }

    pub(super) fn shop(&mut self) -> String {
        let name = *self.pick(&["acme-store", "nordic-knits", "kyoto-tea", "brew-box", "foto-punkt"]);
        format!("{name}-{}.myshopify.com", self.0.u8(1..99))
    }

    pub(super) fn time(&mut self) -> String {
        let zone = *self.pick(&["Z", "+01:00", "-04:00", ".123Z", "+0900"]);
        let (month, day, hour, minute, second) =
            (self.0.u8(1..13), self.0.u8(1..29), self.0.u8(0..24), self.0.u8(0..60), self.0.u8(0..60));
        format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }

    pub(super) fn amount(&mut self) -> String {
        format!("{}.{:02}", self.0.u32(1..100_000), self.0.u8(0..100))
    }

    /// Thirteen digits; sometimes exactly as an old card's number would be.
    pub(super) fn shopify_id(&mut self) -> String {
        if self.0.u8(0..3) > 0 {
            return self.digits_in("#############");
        }
        let body = format!("4{}", self.digits(11));
        let check = super::numbers::luhn(&body);
        format!("{body}{check}")
    }

    pub(super) fn tracking(&mut self) -> String {
        match self.0.u8(0..6) {
            0 => format!("1Z{}{}", self.alphanumeric(6).to_uppercase(), self.digits(10)),
            1 => self.digits_in("############"),
            2 => format!("94{}", self.digits(20)),
            3 => format!("RR{}DE", self.digits(9)),
            4 => format!("JD0{}", self.digits(17)),
            _ => {
                let body = self.digits_in("##############");
                let check = super::numbers::luhn(&body);
                format!("{body}{check}")
            }
        }
    }
}
