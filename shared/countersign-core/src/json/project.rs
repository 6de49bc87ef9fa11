//! Copies the allowed fields of a body, byte for byte, and nothing else.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{FieldTree, JsonFault, strict::Key};

/// The object `body` reduced to what `allowed` names. Values keep their spelling, so no number is rounded.
///
/// A field that is allowed only for what lies inside it (`customer.id`) and holds something that is neither object
/// nor array is written as `null`: a platform that puts a name where it used to put an object hands nothing on.
pub fn project(body: &str, allowed: &FieldTree) -> Result<String, JsonFault> {
    let mut out = String::with_capacity(body.len().min(4096));
    let mut reader = serde_json::Deserializer::from_str(body);
    Node { allowed, out: &mut out }.deserialize(&mut reader).map_err(|_| JsonFault::NotJson)?;
    Ok(out)
}

struct Node<'t, 'o> {
    allowed: &'t FieldTree,
    out: &'o mut String,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.allowed.is_whole() {
            let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
            self.out.push_str(raw.get());
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl Node<'_, '_> {
    fn hide(self) {
        self.out.push_str("null");
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.hide();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let start = self.out.len();
        loop {
            self.out.push(if self.out.len() == start { '[' } else { ',' });
            let item = Node { allowed: self.allowed, out: &mut *self.out };
            if items.next_element_seed(item)?.is_none() {
                self.out.pop();
                break;
            }
        }
        close(self.out, start, '[', ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let start = self.out.len();
        while let Some(key) = map.next_key_seed(Key)? {
            let Some(allowed) = self.allowed.get(&key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.out.push(if self.out.len() == start { '{' } else { ',' });
            self.out.push_str(&serde_json::to_string(&key).map_err(A::Error::custom)?);
            self.out.push(':');
            map.next_value_seed(Node { allowed, out: &mut *self.out })?;
        }
        close(self.out, start, '{', '}');
        Ok(())
    }
}

/// Ends a container, which has no opening yet if nothing was written into it.
fn close(out: &mut String, start: usize, opening: char, closing: char) {
    if out.len() == start {
        out.push(opening);
    }
    out.push(closing);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::FieldPath;

    fn check(body: &str, paths: &[&str], expected: &str) {
        let paths: Vec<_> = paths.iter().map(|path| FieldPath::parse(path).unwrap()).collect();
        assert_eq!(project(body, &FieldTree::of(&paths)).unwrap(), expected, "{body} {paths:?}");
    }

    #[test]
    fn only_named_fields_leave_and_keep_their_spelling() {
        let body = r#"{"id":820982911946154508,"email":"a@b.test","total":1.10,"note":"x","t":"\u00e9\/"}"#;
        check(body, &["id", "total", "t"], r#"{"id":820982911946154508,"total":1.10,"t":"\u00e9\/"}"#);
        check(body, &[], "{}");
        check(body, &["missing"], "{}");
    }

    #[test]
    fn paths_go_on_in_every_element_of_an_array() {
        let body = r#"{"line_items":[{"sku":"A","name":"x","tax":[{"rate":0.1,"who":"y"}]},{"name":"z"},{"sku":null}]}"#;
        check(
            body,
            &["line_items.sku", "line_items.tax.rate"],
            r#"{"line_items":[{"sku":"A","tax":[{"rate":0.1}]},{},{"sku":null}]}"#,
        );
        check(r#"{"line_items":[]}"#, &["line_items.sku"], r#"{"line_items":[]}"#);
        check(r#"{"a":[[{"b":1,"c":2}],[]]}"#, &["a.b"], r#"{"a":[[{"b":1}],[]]}"#);
    }

    #[test]
    fn a_value_where_an_object_was_promised_is_hidden() {
        for value in ["\"Ada Lovelace\"", "5", "true", "null", "-1.5", "18446744073709551615"] {
            check(
                &format!(r#"{{"customer":{value},"id":1}}"#),
                &["customer.id", "id"],
                r#"{"customer":null,"id":1}"#,
            );
        }
        check(r#"{"customer":["Ada",{"id":1}]}"#, &["customer.id"], r#"{"customer":[null,{"id":1}]}"#);
    }

    #[test]
    fn an_escaped_key_is_the_same_key() {
        check(r#"{"\u0069d":1,"na\u006de":"x"}"#, &["id"], r#"{"id":1}"#);
    }
}
