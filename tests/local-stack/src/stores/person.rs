use std::{
    iter,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A customer or shop owner nobody else is: every value is made up afresh and reserved for examples, so that finding
/// it anywhere proves where it came from.
#[derive(Clone, Debug)]
pub struct Person {
    /// ASCII, so that it is found whatever the escaping.
    pub first_name: String,
    /// With a letter beyond ASCII.
    pub last_name: String,
    /// At a domain reserved for examples.
    pub email: String,
    /// A number that North America keeps free for fiction.
    pub phone: String,
    /// House number and street.
    pub street: String,
    /// A town that does not exist.
    pub city: String,
    /// In the form of a Canadian one.
    pub postcode: String,
    /// From the range reserved for documentation.
    pub ip: String,
    /// What they wrote to the shop.
    pub note: String,
}

impl Person {
    /// Somebody new.
    pub fn fresh() -> Self {
        let (first_name, family) = (name(4), name(4));
        let mark = name(4);
        Self {
            email: format!("{first_name}.{family}@customers.example").to_lowercase(),
            phone: phone(),
            street: format!("{} {} Street", fastrand::u8(1..200), name(4)),
            city: name(4),
            postcode: postcode(),
            ip: format!("2001:db8:{:x}:{:x}::{:x}", fragment(), fragment(), fragment()),
            note: format!("Bitte bei {mark} klingeln / ring at {mark} – merci ☃ & <3"),
            last_name: format!("{family}ström"),
            first_name,
        }
    }

    /// As it stands above an address.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Name, ways to reach them and address: what an account holds. None may turn up where people do not belong.
    pub fn account(&self) -> Vec<String> {
        let Self { first_name, last_name, email, phone, street, city, postcode, .. } = self;
        [first_name, last_name, email, phone, street, city, postcode].map(String::clone).into()
    }

    /// The account, and what only an order holds: the network address, the note, and the note's telling word.
    pub fn values(&self) -> Vec<String> {
        let telling = self.note.split(' ').find(|word| word.len() > 7).unwrap_or(&self.note);
        let mut values = self.account();
        values.extend([&self.ip, &self.note, telling].map(str::to_owned));
        values
    }
}

/// There are only 80 000 such numbers: made up at random, a long run would soon have two alike.
fn phone() -> String {
    static NEXT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(fastrand::u32(..80_000)));
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % 80_000;
    format!("+1{}55501{:02}", 200 + number / 100, number % 100)
}

fn name(syllables: usize) -> String {
    let text: String = iter::repeat_with(syllable).take(syllables).flatten().collect();
    text[..1].to_uppercase() + &text[1..]
}

fn syllable() -> [char; 2] {
    [fastrand::choice(b"bdfgklmnprstvwz"), fastrand::choice(b"aeiouy")]
        .map(|letter| letter.copied().map_or('a', char::from))
}

fn postcode() -> String {
    let pair = || format!("{}{}", fastrand::uppercase(), fastrand::digit(10));
    format!("{}{} {}{}", pair(), fastrand::uppercase(), fastrand::digit(10), pair())
}

fn fragment() -> u16 {
    fastrand::u16(0x1000..)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn two_people_have_no_value_in_common() {
        let people: Vec<_> = (0..20).flat_map(|_| Person::fresh().values()).collect();
        assert_eq!(people.iter().collect::<HashSet<_>>().len(), people.len());
    }

    #[test]
    fn no_value_could_belong_to_a_real_person() {
        let Person { email, phone, ip, .. } = Person::fresh();
        assert!(email.ends_with("@customers.example"), "{email}");
        assert!(phone.len() == 12 && &phone[5..10] == "55501", "{phone}");
        assert!(ip.starts_with("2001:db8:"), "{ip}");
    }

    #[test]
    fn every_value_is_long_enough_not_to_be_met_by_chance() {
        for value in Person::fresh().values() {
            assert!(value.len() >= 7, "{value}");
        }
    }
}
