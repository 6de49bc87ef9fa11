//! Input that nobody would send on purpose, and what must hold for all of it.

mod input;

use std::{
    borrow::Cow,
    fmt,
    panic::{self, AssertUnwindSafe},
    time::{Duration, Instant},
};

use countersign_core::{
    keys::SigningKey,
    redaction::{Redactor, cap},
};

pub use input::Input;

/// What did not hold, and for which input.
#[derive(Debug)]
pub struct Broken {
    promise: &'static str,
    input: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "broken: {}\n  {:?}", self.promise, self.input)
    }
}

/// Tries inputs made from `seed` until `time` is over; answers how many there were.
#[expect(clippy::disallowed_methods, reason = "a fuzzer runs for as long as it is told")]
pub fn run(seed: u64, time: Duration) -> Result<usize, Broken> {
    let (start, mut inputs, mut count) = (Instant::now(), Input::new(seed), 0);
    while start.elapsed() < time {
        let input = inputs.next_text();
        check(&input)?;
        count += 1;
    }
    Ok(count)
}

/// Everything that holds for every text.
pub fn check(input: &str) -> Result<(), Broken> {
    let holds = panic::catch_unwind(AssertUnwindSafe(|| broken_promise(input)));
    match holds {
        Ok(None) => Ok(()),
        Ok(Some(promise)) => Err(Broken { promise, input: shrink(input) }),
        Err(_) => Err(Broken { promise: "it never panics", input: input.to_owned() }),
    }
}

fn broken_promise(input: &str) -> Option<&'static str> {
    // Half of the texts, always the same ones, are masked with hashes.
    let redactor = if input.len().is_multiple_of(2) { Redactor::new() } else { keyed()? };
    let (masked, spans) = (redactor.redact(input), redactor.explain(input));
    let in_order = spans.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
    let in_text = spans.iter().all(|span| input.get(span.range.clone()).is_some_and(|text| !text.is_empty()));
    let borrowed = matches!(masked, Cow::Borrowed(_));
    if !in_order || !in_text {
        return Some("spans are parts of the text, in order and without overlaps");
    }
    if spans.is_empty() != borrowed {
        return Some("a clean text is not copied");
    }
    if redactor.redact(&masked) != masked {
        return Some("masking what is masked changes nothing");
    }
    if is_document(input) && !is_document(&masked) {
        return Some("JSON stays JSON");
    }
    (cap(&masked, 40).len() > 40 + 40).then_some("a capped text is short")
}

fn keyed() -> Option<Redactor> {
    SigningKey::parse("test-key-for-the-fuzzer-0123456789").ok().map(Redactor::keyed)
}

fn is_document(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Leaves out whatever the broken promise does not need.
fn shrink(input: &str) -> String {
    let Some(promise) = broken_promise(input) else { return input.to_owned() };
    let mut text: Vec<char> = input.chars().collect();
    let mut size = text.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size <= text.len() {
            let shorter: Vec<char> = [&text[..at], &text[at + size..]].concat();
            if broken_promise(&shorter.iter().collect::<String>()) == Some(promise) {
                text = shorter;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_hold_for_a_few_seconds_of_anything() {
        let count =
            run(fastrand::u64(..), Duration::from_secs(4)).unwrap_or_else(|broken| panic!("{broken}"));
        assert!(count > 100, "only {count} inputs were tried");
    }

    #[test]
    fn what_a_fuzzer_found_stays_mended() {
        for input in include_str!("found.txt").lines().filter(|line| !line.is_empty()) {
            let input: String = serde_json::from_str(input).unwrap();
            check(&input).unwrap_or_else(|broken| panic!("{broken}"));
        }
    }
}
