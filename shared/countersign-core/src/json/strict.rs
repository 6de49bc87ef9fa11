//! Accepts only JSON that every reader understands alike.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    fmt,
};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Why a body is not taken at its word. Names the fault, never the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Not UTF-8, as RFC 8259 demands.
    #[error("body is not UTF-8")]
    NotUtf8,
    /// Not JSON: bad syntax, a lone surrogate, a byte order mark, or nested deeper than 128 levels.
    #[error("body is not JSON")]
    NotJson,
    /// JSON, but not an object.
    #[error("body is not a JSON object")]
    NotObject,
    /// One object holds a key twice, so that two readers may see two different values.
    #[error("body repeats a key")]
    RepeatedKey,
}

/// Checks the whole body and returns it as text.
///
/// Objects with a repeated key are refused at every depth: one parser keeps the first value, another the last, and
/// what we check must be what the partner reads.
pub fn check_object(body: &[u8]) -> Result<&str, JsonFault> {
    let text = std::str::from_utf8(body).map_err(|_| JsonFault::NotUtf8)?;
    let keys = Keys::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let kind = Value { keys: &keys }.deserialize(&mut reader).and_then(|kind| reader.end().map(|()| kind));
    match kind {
        Ok(Kind::Object) => Ok(text),
        Ok(Kind::Other) => Err(JsonFault::NotObject),
        Err(_) if keys.repeated.get() => Err(JsonFault::RepeatedKey),
        Err(_) => Err(JsonFault::NotJson),
    }
}

/// The keys of all objects that are open, one object's after the other's, so that reading allocates once.
#[derive(Default)]
struct Keys<'de> {
    open: RefCell<Vec<Cow<'de, str>>>,
    repeated: Cell<bool>,
}

impl Keys<'_> {
    /// Forgets the keys since `start`, and says whether any two were equal.
    fn close(&self, start: usize) -> bool {
        let mut open = self.open.borrow_mut();
        open[start..].sort_unstable();
        let repeated = open[start..].windows(2).any(|pair| pair[0] == pair[1]);
        open.truncate(start);
        repeated
    }
}

enum Kind {
    Object,
    Other,
}

#[derive(Clone, Copy)]
struct Value<'k, 'de> {
    keys: &'k Keys<'de>,
}

impl<'de> DeserializeSeed<'de> for Value<'_, 'de> {
    type Value = Kind;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, 'de> {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(Kind::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let start = self.keys.open.borrow().len();
        while let Some(key) = map.next_key_seed(Key)? {
            self.keys.open.borrow_mut().push(key);
            map.next_value_seed(self)?;
        }
        if self.keys.close(start) {
            self.keys.repeated.set(true);
            return Err(A::Error::custom("repeated key"));
        }
        Ok(Kind::Object)
    }
}

/// A key, borrowed from the text unless it holds escapes.
pub(super) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_objects_pass_whatever_their_keys() {
        let inert = r#"{"__proto__":{"$where":1},"a":[{"id":1},{"id":1}],"b":{"id":2},"n":null,"x":-0.5e3,"s":"\ud83c\udf81"}"#;
        assert_eq!(check_object(inert.as_bytes()), Ok(inert));
    }

    #[test]
    fn a_repeated_key_is_ambiguous_at_any_depth_and_in_any_spelling() {
        for body in
            [r#"{"id":1,"id":2}"#, r#"{"a":[{"b":{"id":1,"x":0,"id":1}}]}"#, r#"{"id":1,"\u0069d":2}"#]
        {
            assert_eq!(check_object(body.as_bytes()), Err(JsonFault::RepeatedKey), "{body}");
        }
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for body in ["null", "\"x\"", "[]", "5", "true"] {
            assert_eq!(check_object(body.as_bytes()), Err(JsonFault::NotObject), "{body}");
        }
    }

    #[test]
    fn what_readers_disagree_on_is_not_json() {
        let deep = "[".repeat(10_000);
        let deep_in_object = format!("{{\"a\":{deep}");
        let bodies = [
            "",
            " ",
            "{",
            "{\"a\":1}x",
            "\u{feff}{}",
            r#"{"a":"\ud800"}"#,
            r#"{"a":NaN}"#,
            "{'a':1}",
            "{\"a\":1,}",
            &deep,
            &deep_in_object,
        ];
        for body in bodies {
            assert_eq!(check_object(body.as_bytes()), Err(JsonFault::NotJson), "{body:.20}");
        }
        assert_eq!(check_object(b"{\"a\":\"\xff\"}"), Err(JsonFault::NotUtf8));
    }
}
