//! Makes a labelled corpus from a seed: what platforms send, what developers log, what customers write and what other
//! systems print, with made-up people from twelve countries.

mod clean;
mod country;
mod foreign;
mod json;
mod layer;
mod logs;
mod national;
mod node;
mod notes;
mod numbers;
mod payloads;
mod people;
mod random;
mod secrets;

use json::Json;
use layer::Layer;
use node::Node;
use random::Random;

use crate::corpus::Line;

/// How a line is made, what it imitates, and how many of a hundred are such lines.
type Recipe = (&'static str, usize, fn(&mut Random) -> Node);

const RECIPES: [Recipe; 10] = [
    ("shopify_order", 12, |random| {
        let (json, person) = (random.json(), random.person());
        random.shopify_order(json, &person)
    }),
    ("woo_order", 10, |random| {
        let (json, person) = (random.json(), random.person());
        random.woo_order(json, &person)
    }),
    ("graphql", 6, |random| {
        let (json, person) = (random.json(), random.person());
        random.graphql(json, &person)
    }),
    ("log_json", 12, |random| {
        let (json, person) = (random.json(), random.person());
        random.json_log(json, &person)
    }),
    ("log_kv", 12, |random| {
        let person = random.person();
        random.key_value_log(&person)
    }),
    ("url", 8, |random| {
        let person = random.person();
        random.url(&person)
    }),
    ("error", 7, |random| {
        let person = random.person();
        random.error(&person)
    }),
    ("foreign", 10, |random| {
        let person = random.person();
        random.foreign(&person)
    }),
    ("note", 10, |random| {
        let person = random.person();
        random.note(&person, "")
    }),
    ("clean", 13, Random::clean),
];

/// About `count` lines, the same for the same seed.
pub fn corpus(seed: u64, count: usize) -> Vec<Line> {
    let mut random = Random::new(seed);
    let mut lines = Vec::new();
    for (source, share, make) in RECIPES {
        lines.extend((0..(count * share).div_ceil(100)).map(|id| make(&mut random).line(id, source)));
    }
    lines
}

impl Random {
    /// Half of all JSON is ASCII only, as other languages write it.
    fn json(&mut self) -> Json {
        Json(if self.0.bool() { Layer::Json } else { Layer::JsonAscii })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_depends_on_its_seed_alone() {
        let texts = |seed| corpus(seed, 100).into_iter().map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(texts(1), texts(1));
        assert_ne!(texts(1), texts(2));
    }

    #[test]
    fn labels_stand_where_they_say_and_documents_are_json() {
        for line in corpus(3, 300) {
            let labels = line.secret.iter().map(|(_, label)| label).chain(&line.keep);
            for label in labels {
                assert_eq!(line.text.get(label.range.clone()), Some(&*label.shown), "{}", line.text);
            }
            if ["shopify_order", "woo_order", "graphql", "log_json"].contains(&&*line.source) {
                assert!(serde_json::from_str::<serde_json::Value>(&line.text).is_ok(), "{}", line.text);
            }
        }
    }
}
