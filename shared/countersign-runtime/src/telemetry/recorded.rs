//! The fields of one event or span, as they will be written.

use std::{error::Error, fmt};

use tracing::field::{Field, Visit};

use super::{
    bounded::Bounded,
    fields::{self, FIELDS},
    value::{Type, Value},
};

/// Enough to notice the mistake; a line has no room for a list of any length.
const MOST_DROPPED: usize = 8;
const LONGEST_DROPPED: usize = 40;

/// What was recorded, by the place of its field in the table.
#[derive(Default)]
pub(crate) struct Recorded {
    values: [Option<Value>; FIELDS.len()],
    dropped: Vec<&'static str>,
}

impl Recorded {
    /// Takes over what `newer` has.
    pub(crate) fn merge(&mut self, newer: &Self) {
        for (value, newer) in self.values.iter_mut().zip(&newer.values) {
            if newer.is_some() {
                value.clone_from(newer);
            }
        }
        newer.dropped.iter().for_each(|name| self.drop_name(name));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values[fields::find(name)?].as_ref()
    }

    /// Every field that is there, in the order of the table.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        FIELDS.iter().zip(&self.values).filter_map(|(field, value)| Some((field.name, value.as_ref()?)))
    }

    /// The names of fields that the table does not know.
    pub(crate) fn dropped(&self) -> &[&'static str] {
        &self.dropped
    }

    fn put(&mut self, field: &Field, make: impl FnOnce(Type) -> Option<Value>) {
        match fields::find(field.name()) {
            Some(at) => {
                if let Some(value) = make(FIELDS[at].holds) {
                    self.values[at] = Some(value);
                }
            }
            None => self.drop_name(field.name()),
        }
    }

    /// `log.…` is what `tracing` adds itself.
    fn drop_name(&mut self, name: &'static str) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
        let formed = name.len() <= LONGEST_DROPPED && name.bytes().all(plain);
        let name = if formed { name } else { super::value::MALFORMED };
        let known = name.starts_with("log.") || self.dropped.contains(&name);
        if !known && self.dropped.len() < MOST_DROPPED {
            self.dropped.push(name);
        }
    }
}

impl Visit for Recorded {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, |holds| holds.of_text(&Bounded::of_debug(value)));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, |holds| holds.of_text(&Bounded::of_str(value)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, |holds| holds.of_number(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.put(field, |holds| holds.of_text(&Bounded::of_error(value)));
    }
}
