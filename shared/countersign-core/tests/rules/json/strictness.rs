//! `check_object` reads as serde_json does, and refuses what readers could disagree about.

use countersign_core::json::{JsonFault, check_object};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use super::arbitrary::{damaged, object, value};

/// What serde_json makes of the bytes, in our words. It keeps the last of two values, so it sees no repeated key.
fn as_serde_json_sees(body: &[u8]) -> Result<(), JsonFault> {
    let text = std::str::from_utf8(body).map_err(|_| JsonFault::NotUtf8)?;
    let value: Value = serde_json::from_str(text).map_err(|_| JsonFault::NotJson)?;
    if value.is_object() { Ok(()) } else { Err(JsonFault::NotObject) }
}

/// `{"a":1}` written as `{"a":1,"a":1}`, at the object that `place` picks.
fn with_a_repeated_key(value: &Value, place: Index) -> Option<String> {
    let text = value.to_string();
    let openings: Vec<_> = text.match_indices("{\"").map(|(at, _)| at).collect();
    let at = *openings.get(place.index(openings.len().max(1)))?;
    let mut members = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
    let (object, end) = (members.next()?.ok()?, at + members.byte_offset());
    let (name, member) = object.as_object()?.iter().next_back()?;
    Some(format!("{},{}:{member}{}", &text[..end - 1], Value::from(name.as_str()), &text[end - 1..]))
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in any::<Vec<u8>>()) {
        let _any = check_object(&body);
    }

    #[test]
    fn it_takes_what_serde_json_takes_and_nothing_else(body in damaged()) {
        match check_object(&body) {
            Err(JsonFault::RepeatedKey) => {}
            Ok(text) => {
                prop_assert_eq!(text.as_bytes(), body.as_slice());
                prop_assert_eq!(as_serde_json_sees(&body), Ok(()));
            }
            Err(fault) => prop_assert_eq!(as_serde_json_sees(&body), Err(fault)),
        }
    }

    #[test]
    fn an_object_that_repeats_no_key_is_taken_as_it_is(object in object()) {
        let text = object.to_string();
        prop_assert_eq!(check_object(text.as_bytes()), Ok(text.as_str()));
        let spaced = serde_json::to_string_pretty(&object).unwrap();
        prop_assert_eq!(check_object(spaced.as_bytes()), Ok(spaced.as_str()));
    }

    #[test]
    fn only_objects_are_taken(value in value()) {
        let taken = check_object(value.to_string().as_bytes()).is_ok();
        prop_assert_eq!(taken, value.is_object());
    }

    #[test]
    fn a_key_repeated_anywhere_is_found(object in object(), place in any::<Index>()) {
        if let Some(text) = with_a_repeated_key(&object, place) {
            prop_assert_eq!(check_object(text.as_bytes()), Err(JsonFault::RepeatedKey), "{}", text);
        }
    }
}
