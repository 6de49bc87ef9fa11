//! What customers write.

use super::{Random, layer::Layer, node::Node, people::Person};
use crate::corpus::Tier;

impl Random {
    /// A note in the person's language. `key`: the field it stands in, if it does.
    pub(super) fn note(&mut self, person: &Person, key: &str) -> Node {
        let mut rest = *self.pick(person.country.notes);
        let mut nodes = Vec::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            nodes.push(Node::from(before));
            nodes.push(self.value(name, person, key));
            rest = after;
        }
        nodes.push(Node::from(rest));
        Node::Many(nodes)
    }

    fn value(&mut self, name: &str, person: &Person, key: &str) -> Node {
        let (tier, kind, value) = match name {
            "name" => (Tier::C, "PERSON", person.full.clone()),
            "address" => (Tier::C, "ADDRESS", person.street.clone()),
            "city" => (Tier::C, "CITY", person.city.clone()),
            "postcode" => (Tier::C, "POSTCODE", person.postcode.clone()),
            "phone" => (Tier::A, "PHONE", person.phone.clone()),
            "email" => (Tier::A, "EMAIL", person.email.clone()),
            "iban" => (Tier::A, "IBAN", self.iban()),
            "national" => (Tier::A, "NATIONAL_ID", person.national.clone()),
            _ => return self.typed_card(key),
        };
        Node::secret(tier, kind, key, value)
    }

    /// A card's number, in any script now and then.
    pub(super) fn typed_card(&mut self, key: &str) -> Node {
        const LAYERS: [Layer; 5] = [
            Layer::FullWidth,
            Layer::ArabicDigits,
            Layer::DevanagariDigits,
            Layer::ZeroWidth,
            Layer::NoBreak,
        ];
        if self.0.u8(0..3) > 0 {
            return Node::secret(Tier::A, "CARD", key, self.spaced_card());
        }
        let layer = *self.pick(&LAYERS);
        Node::secret(Tier::E, "CARD", key, self.card()).within(layer)
    }
}
