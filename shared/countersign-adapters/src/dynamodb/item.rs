//! Attributes of items, by type.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use countersign_core::wall_time::{epoch_millis, from_epoch_millis};

pub(super) type Item = HashMap<String, AttributeValue>;

/// An attribute that is missing or of another type. Holds its name.
pub(super) struct Unusable(pub(super) &'static str);

pub(super) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(super) fn number(value: impl Into<u64>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

pub(super) fn millis(time: SystemTime) -> AttributeValue {
    number(epoch_millis(time))
}

/// DynamoDB's time to live counts in seconds.
pub(super) fn seconds(time: SystemTime) -> AttributeValue {
    number(epoch_millis(time) / 1000)
}

pub(super) fn bytes(value: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(value))
}

pub(super) fn flag(value: bool) -> AttributeValue {
    AttributeValue::Bool(value)
}

pub(super) fn texts(values: impl IntoIterator<Item = impl Into<String>>) -> AttributeValue {
    AttributeValue::L(values.into_iter().map(text).collect())
}

pub(super) fn get_text<'i>(item: &'i Item, name: &'static str) -> Result<&'i str, Unusable> {
    find_text(item, name).ok_or(Unusable(name))
}

pub(super) fn find_text<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A text, or none if the attribute is missing.
pub(super) fn optional_text<'i>(item: &'i Item, name: &'static str) -> Result<Option<&'i str>, Unusable> {
    item.get(name).map(|_| get_text(item, name)).transpose()
}

/// A number, or none if the attribute is missing.
pub(super) fn optional_number(item: &Item, name: &'static str) -> Result<Option<u64>, Unusable> {
    item.get(name).map(|_| find_number(item, name).ok_or(Unusable(name))).transpose()
}

/// A time, or none if the attribute is missing.
pub(super) fn optional_millis(item: &Item, name: &'static str) -> Result<Option<SystemTime>, Unusable> {
    item.get(name).map(|_| get_millis(item, name)).transpose()
}

/// Whether a flag is set; a missing one is not.
pub(super) fn is_set(item: &Item, name: &'static str) -> Result<bool, Unusable> {
    item.get(name).map_or(Ok(false), |value| value.as_bool().copied().map_err(|_| Unusable(name)))
}

pub(super) fn get_bytes<'i>(item: &'i Item, name: &'static str) -> Result<&'i [u8], Unusable> {
    find_bytes(item, name).ok_or(Unusable(name))
}

pub(super) fn find_bytes<'i>(item: &'i Item, name: &str) -> Option<&'i [u8]> {
    item.get(name)?.as_b().ok().map(AsRef::as_ref)
}

pub(super) fn find_number(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

pub(super) fn find_millis(item: &Item, name: &str) -> Option<SystemTime> {
    find_number(item, name).map(from_epoch_millis)
}

pub(super) fn get_millis(item: &Item, name: &'static str) -> Result<SystemTime, Unusable> {
    find_millis(item, name).ok_or(Unusable(name))
}

pub(super) fn get_seconds(item: &Item, name: &'static str) -> Result<SystemTime, Unusable> {
    let time = find_number(item, name).and_then(|since| UNIX_EPOCH.checked_add(Duration::from_secs(since)));
    time.ok_or(Unusable(name))
}

/// A list of texts; none if the attribute is missing.
pub(super) fn find_texts(item: &Item, name: &'static str) -> Result<Option<Vec<String>>, Unusable> {
    let Some(value) = item.get(name) else { return Ok(None) };
    let list = value.as_l().map_err(|_| Unusable(name))?;
    let texts: Result<_, _> =
        list.iter().map(|one| one.as_s().cloned().map_err(|_| Unusable(name))).collect();
    texts.map(Some)
}
