//! The search for what was planted, people and secrets, in everything that a flow let out or left behind.
//!
//! Searched is every request to AWS (each item, key and message, dead letters too), every line that a function
//! printed, metrics among them, every answer, error and head that it gave the Runtime API, what API Gateway answered,
//! what partners were sent, what stores were asked, and every file in the folders of data and of functions.
//! Not searched is what people are shown: `cargo stack` prints an order that it has made up, to be pasted.

mod allowed;
mod files;
mod secrets;
#[cfg(test)]
mod tests;

pub(crate) use secrets::{agreed, of_a_run, of_stores, state};

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use canary::{Canaries, Planted};
use local_stack::record::Record;

/// The name of values that are about people. Secrets have names of their own.
const PERSON: &str = "a person's value";

/// A value of a person.
pub(crate) fn person(value: String) -> Planted {
    Planted { name: PERSON.to_owned(), value }
}

/// Where what was planted was found, and what.
type Leaks = BTreeMap<String, BTreeSet<String>>;

/// Panics if anything planted is in a record or in a file of `folder`.
pub(crate) fn assert_absent(planted: &BTreeSet<Planted>, records: &[Record], folder: &Path) {
    let canaries = Canaries::new(planted.iter().cloned());
    let mut leaks = in_records(&canaries, records);
    leaks.extend(files::leaks(&canaries, folder));
    let told: Vec<_> = leaks.iter().map(|(place, found)| format!("  {place}: {found:?}")).collect();
    assert!(told.is_empty(), "what was planted is told in\n{}", told.join("\n"));
}

fn in_records(canaries: &Canaries, records: &[Record]) -> Leaks {
    let mut leaks = Leaks::new();
    for record in records {
        for found in canaries.find(&record.bytes) {
            if !allowed::is_allowed(record, &found) {
                leaks.entry(record.place.to_string()).or_default().insert(found.to_string());
            }
        }
    }
    leaks
}
