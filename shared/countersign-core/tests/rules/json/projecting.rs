//! `project` hands on exactly what an allow-list names.

use countersign_core::json::{FieldPath, FieldTree, check_object, project};
use proptest::prelude::*;
use serde_json::Value;

use super::arbitrary::{object, paths};

fn tree(paths: &[Vec<&str>]) -> FieldTree {
    let paths: Vec<_> = paths.iter().map(|path| FieldPath::parse(&path.join(".")).unwrap()).collect();
    FieldTree::of(&paths)
}

/// The same rule over a parsed value, as one would explain it.
fn model(value: &Value, paths: &[&[&str]]) -> Value {
    if paths.iter().any(|path| path.is_empty()) {
        return value.clone();
    }
    let inside = |name: &str| -> Vec<&[&str]> {
        paths.iter().filter(|path| path[0] == name).map(|path| &path[1..]).collect()
    };
    match value {
        Value::Array(items) => items.iter().map(|item| model(item, paths)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name, member, inside(name)))
            .filter(|(_, _, inside)| !inside.is_empty())
            .map(|(name, member, inside)| (name.clone(), model(member, &inside)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

proptest! {
    #[test]
    fn it_keeps_what_is_named_and_nothing_else(object in object(), paths in paths()) {
        let body = object.to_string();
        let projected = project(&body, &tree(&paths)).unwrap();
        let wanted: Vec<_> = paths.iter().map(Vec::as_slice).collect();
        // Read again, because serde_json reads some fractions a digit off; what is handed on keeps every digit.
        let read: Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&projected).unwrap(), model(&read, &wanted));
    }

    #[test]
    fn what_it_writes_every_reader_understands_alike(object in object(), paths in paths()) {
        let projected = project(&object.to_string(), &tree(&paths)).unwrap();
        prop_assert!(check_object(projected.as_bytes()).is_ok(), "{}", projected);
    }

    #[test]
    fn doing_it_twice_is_doing_it_once(object in object(), paths in paths()) {
        let (spaced, tree) = (serde_json::to_string_pretty(&object).unwrap(), tree(&paths));
        let once = project(&spaced, &tree).unwrap();
        prop_assert_eq!(project(&once, &tree).unwrap(), once);
    }

    /// A partner's list over what was kept for all partners is that partner's list over the body.
    #[test]
    fn what_is_kept_for_all_is_enough_for_each(object in object(), ours in paths(), theirs in paths()) {
        let body = object.to_string();
        let kept = project(&body, &tree(&[ours.clone(), theirs].concat())).unwrap();
        prop_assert_eq!(project(&kept, &tree(&ours)).unwrap(), project(&body, &tree(&ours)).unwrap());
    }
}
