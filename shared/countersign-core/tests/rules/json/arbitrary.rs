//! Made-up JSON, and made-up damage to it.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::{Index, select},
};
use serde_json::Value;

/// Few names, so that paths and objects meet; some need escapes.
const NAMES: [&str; 6] = ["id", "name", "sku", "line_items", "\"quoted\"", "\u{fc}\u{1f381}\n"];

/// Up to five levels of anything.
pub(super) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no infinity", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Value::from), members(inner)]
    })
}

/// The same, with an object outside.
pub(super) fn object() -> impl Strategy<Value = Value> {
    members(value())
}

fn members(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let name = select(NAMES.as_slice()).prop_map(str::to_owned);
    btree_map(name, inner, 0..6).prop_map(|members| members.into_iter().collect())
}

/// Allow-lists over the same names.
pub(super) fn paths() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let name = select(["id", "name", "sku", "line_items"].as_slice());
    vec(vec(name, 1..4), 0..5)
}

/// JSON text with a few bytes replaced, inserted, removed or repeated.
pub(super) fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let edits = vec((any::<Index>(), 0..4_u8, telling_byte()), 0..4);
    (value(), edits).prop_map(|(value, edits)| {
        let mut text = value.to_string().into_bytes();
        for (place, edit, byte) in edits {
            damage(&mut text, place, edit, byte);
        }
        text
    })
}

/// Bytes that mean something in JSON come more often than others.
fn telling_byte() -> impl Strategy<Value = u8> {
    prop_oneof![select(b"{}[]\",:\\-+.eEu019 \n\t\0\xff\xc3".as_slice()), any::<u8>()]
}

fn damage(text: &mut Vec<u8>, place: Index, edit: u8, byte: u8) {
    let at = place.index(text.len() + 1);
    match edit {
        0 => text.insert(at, byte),
        1 if at < text.len() => text[at] = byte,
        2 if at < text.len() => drop(text.remove(at)),
        _ => text.extend_from_within(at..),
    }
}
