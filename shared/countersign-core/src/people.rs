//! Keyed pseudonyms of the people in an event, so that erasure can find what concerns a person without our ever
//! storing who that is in the clear.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::Sha256;

use crate::{
    Stage, hex,
    keys::{NamedKey, Purpose, derive},
    store::Store,
};

/// An entry holds no more pseudonyms than this: no honest body names more people, and a request that lists more orders
/// than fit still names its customer.
const MOST: usize = 256;

/// What identifies a person, as a platform's requests about that person name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// The platform's number of the customer.
    Customer,
    /// An e-mail address; letter case does not matter.
    Email,
    /// A phone number; only its digits matter.
    Phone,
    /// The platform's number of an order, which compliance requests list.
    Order,
}

/// Makes the pseudonyms of one store's people: HMAC-SHA256 under a derived key, 128 bits, hexadecimal.
pub struct Pseudonyms {
    keyed: Hmac<Sha256>,
    known: BTreeSet<String>,
}

impl Pseudonyms {
    /// Pseudonyms are of one store, so that a person's events in two stores cannot be joined.
    pub fn new(secret: &NamedKey, stage: Stage, store: &Store) -> Self {
        let key = derive(&secret.key, Purpose::Pseudonym, stage, store);
        let keyed =
            Hmac::new_from_slice(key.as_slice()).unwrap_or_else(|_| unreachable!("any length will do"));
        Self { keyed, known: BTreeSet::new() }
    }

    /// The pseudonym of one identifier; none for a blank one.
    pub fn of(&self, identifier: Identifier, value: &str) -> Option<String> {
        let (kind, value) = match identifier {
            Identifier::Customer => ("customer", value.to_owned()),
            Identifier::Email => ("email", value.trim().to_lowercase()),
            Identifier::Phone => ("phone", value.chars().filter(char::is_ascii_digit).collect()),
            Identifier::Order => ("order", value.to_owned()),
        };
        // A guest's customer number is 0 in WooCommerce.
        if value.is_empty() || value == "0" {
            return None;
        }
        let tag = self.keyed.clone().chain_update(kind).chain_update([0]).chain_update(value).finalize();
        Some(hex::encode(&tag.into_bytes()[..16]))
    }

    fn add(&mut self, identifier: Identifier, value: &str) {
        if self.known.len() < MOST
            && let Some(pseudonym) = self.of(identifier, value)
        {
            self.known.insert(pseudonym);
        }
    }
}

/// What a body is about, as far as its people go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// An order: its `id` numbers one.
    Order,
    /// A customer: its `id` numbers one.
    Customer,
    /// A compliance request: it lists orders.
    Request,
    /// Anything else: nobody is found by its `id`.
    Other,
}

/// The pseudonyms of everyone whom `body` names in a field that a platform uses for it, sorted.
pub fn pseudonyms_in(body: &str, about: About, mut pseudonyms: Pseudonyms) -> Vec<String> {
    let Ok(root) = serde_json::from_str::<Root<'_>>(body) else { return Vec::new() };
    match about {
        About::Order => add_text(&mut pseudonyms, root.id, Identifier::Order),
        About::Customer => add_text(&mut pseudonyms, root.id, Identifier::Customer),
        About::Request | About::Other => {}
    }
    add_text(&mut pseudonyms, root.order_id, Identifier::Order);
    add_text(&mut pseudonyms, root.customer_id, Identifier::Customer);
    add_text(&mut pseudonyms, root.contact_email, Identifier::Email);
    add_text(&mut pseudonyms, root.email, Identifier::Email);
    add_text(&mut pseudonyms, root.phone, Identifier::Phone);
    for person in [root.customer, root.billing_address, root.shipping_address, root.billing, root.shipping] {
        add_person(&mut pseudonyms, person);
    }
    // Last, so that a long list crowds nobody out.
    if about == About::Request {
        add_orders(&mut pseudonyms, [root.orders_requested, root.orders_to_redact]);
    }
    pseudonyms.known.into_iter().collect()
}

fn add_orders<const N: usize>(pseudonyms: &mut Pseudonyms, lists: [Option<&RawValue>; N]) {
    for list in lists.into_iter().flatten() {
        let orders: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
        for order in orders {
            add_text(pseudonyms, Some(order), Identifier::Order);
        }
    }
}

fn add_person(pseudonyms: &mut Pseudonyms, person: Option<&RawValue>) {
    let Some(person) = person.and_then(|raw| serde_json::from_str::<Person<'_>>(raw.get()).ok()) else {
        return;
    };
    add_text(pseudonyms, person.id, Identifier::Customer);
    add_text(pseudonyms, person.email, Identifier::Email);
    add_text(pseudonyms, person.phone, Identifier::Phone);
    add_person(pseudonyms, person.default_address);
}

/// Adds a value written as a string or as a number.
fn add_text(pseudonyms: &mut Pseudonyms, raw: Option<&RawValue>, kind: Identifier) {
    let Some(raw) = raw.map(RawValue::get) else { return };
    match serde_json::from_str::<String>(raw) {
        Ok(text) => pseudonyms.add(kind, &text),
        Err(_) if raw.bytes().all(|byte| byte.is_ascii_digit()) => pseudonyms.add(kind, raw),
        Err(_) => {}
    }
}

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    customer_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    contact_email: Option<&'a RawValue>,
    #[serde(borrow, default)]
    email: Option<&'a RawValue>,
    #[serde(borrow, default)]
    phone: Option<&'a RawValue>,
    #[serde(borrow, default)]
    customer: Option<&'a RawValue>,
    #[serde(borrow, default)]
    billing_address: Option<&'a RawValue>,
    #[serde(borrow, default)]
    shipping_address: Option<&'a RawValue>,
    #[serde(borrow, default)]
    billing: Option<&'a RawValue>,
    #[serde(borrow, default)]
    shipping: Option<&'a RawValue>,
    #[serde(borrow, default)]
    orders_requested: Option<&'a RawValue>,
    #[serde(borrow, default)]
    orders_to_redact: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Person<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    email: Option<&'a RawValue>,
    #[serde(borrow, default)]
    phone: Option<&'a RawValue>,
    #[serde(borrow, default)]
    default_address: Option<&'a RawValue>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyRing;

    fn pseudonyms(store: &str) -> Pseudonyms {
        let ring = KeyRing::parse(("1", "test-journal-secret-for-the-rules"), None).unwrap();
        Pseudonyms::new(ring.current(), Stage::Dev, &Store::parse(store).unwrap())
    }

    const STORE: &str = "shopify#a.myshopify.com";

    fn check(body: &str, about: About, expected: &[(Identifier, &str)]) {
        let mut wanted: Vec<_> =
            expected.iter().filter_map(|(kind, value)| pseudonyms(STORE).of(*kind, value)).collect();
        wanted.sort_unstable();
        assert_eq!(pseudonyms_in(body, about, pseudonyms(STORE)), wanted, "{body}");
    }

    #[test]
    fn an_order_names_its_customer_wherever_a_platform_puts_one() {
        let body = r#"{"id":11,"email":"Ada@Example.test","customer":{"id":7,"email":"ada@example.test","default_address":{"phone":"+1 (555) 01"}},
            "billing_address":{"phone":"0555-2"},"shipping_address":null,"note":"ada@other.test"}"#;
        let people = [
            (Identifier::Order, "11"),
            (Identifier::Customer, "7"),
            (Identifier::Email, "ada@example.test"),
            (Identifier::Phone, "155501"),
            (Identifier::Phone, "05552"),
        ];
        check(body, About::Order, &people);
    }

    #[test]
    fn a_compliance_request_finds_the_same_people() {
        let body = r#"{"shop_id":1,"customer":{"id":7,"email":"ADA@example.test","phone":null},"orders_to_redact":[11,12]}"#;
        let people = [
            (Identifier::Customer, "7"),
            (Identifier::Email, "ada@example.test"),
            (Identifier::Order, "11"),
            (Identifier::Order, "12"),
        ];
        check(body, About::Request, &people);
    }

    #[test]
    fn guests_and_blanks_are_nobody() {
        check(
            r#"{"id":14,"customer_id":0,"billing":{"email":"","phone":" - "}}"#,
            About::Order,
            &[(Identifier::Order, "14")],
        );
        check(r#"{"customer":"Ada"}"#, About::Order, &[]);
    }

    #[test]
    fn lists_of_orders_are_read_of_requests_only_and_to_a_limit() {
        let numbers: Vec<_> = (1..=1000).map(|number| number.to_string()).collect();
        let body = format!(r#"{{"customer":{{"id":7}},"orders_requested":[{}]}}"#, numbers.join(","));
        check(&body, About::Other, &[(Identifier::Customer, "7")]);
        assert_eq!(pseudonyms_in(&body, About::Request, pseudonyms(STORE)).len(), MOST);
    }

    #[test]
    fn two_stores_do_not_share_pseudonyms() {
        let email = |store| pseudonyms(store).of(Identifier::Email, "ada@example.test");
        assert_ne!(email(STORE), email("shopify#b.myshopify.com"));
    }
}
