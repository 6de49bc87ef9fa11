//! Queue attributes: which there are, what they may be, and what holds when they are not set.

use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{answer::Refusal, call::last_part};

/// Numbers: name, bounds, default.
const NUMBERS: [(&str, RangeInclusive<u64>, u64); 5] = [
    (DELAY, 0..=900, 0),
    (MAXIMUM_SIZE, 1_024..=1_048_576, 1_048_576),
    (RETENTION, 60..=1_209_600, 345_600),
    (RECEIVE_WAIT, 0..=20, 0),
    (VISIBILITY, 0..=43_200, 30),
];
/// Kept and given back, without effect here.
const OPAQUE: [&str; 5] = [
    "Policy",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
];
const REDRIVE: &str = "RedrivePolicy";

pub(super) const DELAY: &str = "DelaySeconds";
pub(super) const MAXIMUM_SIZE: &str = "MaximumMessageSize";
pub(super) const RETENTION: &str = "MessageRetentionPeriod";
pub(super) const RECEIVE_WAIT: &str = "ReceiveMessageWaitTimeSeconds";
pub(super) const VISIBILITY: &str = "VisibilityTimeout";

/// The attributes of one queue that were set, all of them valid.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Settings(BTreeMap<String, String>);

/// Where messages go that were received too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redrive {
    /// The dead-letter queue's name.
    pub(super) queue: String,
    pub(super) max_receives: u32,
}

impl Settings {
    /// Sets `attributes`, all of them or none. An empty redrive policy takes it away.
    pub(super) fn set(&mut self, attributes: BTreeMap<String, String>) -> Result<(), Refusal> {
        attributes.iter().try_for_each(|(name, value)| check(name, value))?;
        self.0.extend(attributes);
        self.0.retain(|name, value| name != REDRIVE || !value.is_empty());
        Ok(())
    }

    /// A number that is set, or its default.
    pub(super) fn number(&self, name: &str) -> u64 {
        let set = self.0.get(name).and_then(|value| value.parse().ok());
        let default =
            || NUMBERS.iter().find(|(known, ..)| *known == name).map_or(0, |(.., default)| *default);
        set.unwrap_or_else(default)
    }

    pub(super) fn redrive(&self) -> Option<Redrive> {
        self.0.get(REDRIVE).and_then(|policy| redrive(policy))
    }

    /// Everything a reader of the attributes sees.
    pub(super) fn effective(&self) -> BTreeMap<&'static str, String> {
        let numbers = NUMBERS.iter().map(|(name, ..)| (*name, self.number(name).to_string()));
        let texts = OPAQUE.into_iter().chain([REDRIVE]);
        numbers.chain(texts.filter_map(|name| Some((name, self.0.get(name)?.clone())))).collect()
    }

    /// Whether `attributes` say nothing that does not hold already.
    pub(super) fn agree_with(&self, attributes: &BTreeMap<String, String>) -> bool {
        let effective = self.effective();
        attributes.iter().all(|(name, value)| effective.get(name.as_str()).is_some_and(|is| same(is, value)))
    }
}

/// The bounds of a number attribute hold for the parameter of a request as well.
pub(super) fn bounded(name: &str, value: i64) -> Result<u64, Refusal> {
    let bounds = NUMBERS
        .iter()
        .find(|(known, ..)| *known == name)
        .map_or(0..=u64::MAX, |(_, bounds, _)| bounds.clone());
    u64::try_from(value).ok().filter(|value| bounds.contains(value)).ok_or_else(|| {
        let (least, most) = bounds.into_inner();
        let reason = format!("Must be between {least} and {most}, if provided.");
        invalid_parameter(&value.to_string(), name, &reason)
    })
}

pub(super) fn invalid_parameter(value: &str, name: &str, reason: &str) -> Refusal {
    let message = format!("Value {value} for parameter {name} is invalid. Reason: {reason}");
    Refusal::new("InvalidParameterValue", message)
}

pub(super) fn unknown_attribute(name: &str) -> Refusal {
    Refusal::new("InvalidAttributeName", format!("Unknown Attribute {name}."))
}

fn check(name: &str, value: &str) -> Result<(), Refusal> {
    let valid = if let Some((_, bounds, _)) = NUMBERS.iter().find(|(known, ..)| *known == name) {
        value.parse().is_ok_and(|value| bounds.contains(&value))
    } else if name == REDRIVE {
        value.is_empty() || redrive(value).is_some()
    } else if OPAQUE.contains(&name) {
        true
    } else {
        return Err(unknown_attribute(name));
    };
    let message = || format!("Invalid value for the parameter {name}.");
    if valid { Ok(()) } else { Err(Refusal::new("InvalidAttributeValue", message())) }
}

/// The count may be written as a number or as a text.
fn redrive(policy: &str) -> Option<Redrive> {
    let policy: Value = serde_json::from_str(policy).ok()?;
    let count = policy.get("maxReceiveCount")?;
    let count = count.as_u64().or_else(|| count.as_str()?.parse().ok())?;
    let max_receives = u32::try_from(count).ok().filter(|count| (1..=1_000).contains(count))?;
    let arn = policy.get("deadLetterTargetArn")?.as_str()?.replace(':', "/");
    Some(Redrive { queue: last_part(&arn).to_owned(), max_receives })
}

/// Policies are equal as JSON, everything else as text.
fn same(left: &str, right: &str) -> bool {
    let json = |text| serde_json::from_str::<Value>(text).ok();
    left == right || json(left).is_some_and(|left| Some(left) == json(right))
}
