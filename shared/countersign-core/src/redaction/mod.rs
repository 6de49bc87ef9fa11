//! Nothing personal and nothing secret in a line of text, whatever wrote it.
//!
//! [`Redactor::redact`] masks, in one pass over each layer of encoding:
//!
//! * what a field's *name* gives away, in JSON, `Debug` output, query strings, `key=value` pairs, headers, YAML and XML;
//! * what a value's own *shape* gives away: e-mail addresses, telephone numbers, cards, bank accounts, IP addresses,
//!   national numbers, tokens and keys;
//! * both also when they are escaped, percent-encoded, HTML-encoded, written in other scripts' digits or interrupted by
//!   characters that cannot be seen.
//!
//! What operators need stays: ids of orders, requests and webhooks, shops, topics, amounts, times, tracking numbers.
//! The time it takes grows with the length of the text and nothing else; a text with nothing to mask is not copied; JSON
//! stays JSON; and masking what is masked changes nothing. Mask first, then [`cap`]: a cut could hide from the rules
//! what a value is.

mod cap;
mod classes;
mod fields;
mod frames;
mod layers;
mod luhn;
mod mask;
mod patterns;
mod rounds;
mod rule;
mod spans;
mod tag;
mod unseen;
mod view;
mod walk;
mod words;

use std::borrow::Cow;

pub use cap::cap;
pub use rule::{Kind, Rule};
pub use spans::Span;
pub use unseen::is_unseen;

use crate::keys::SigningKey;
use spans::{Hit, Spans};
use tag::Tagger;

/// Nearly always the first finds everything and the second nothing.
const ROUNDS: usize = 6;

/// Masks what must not be written down.
#[derive(Default)]
pub struct Redactor {
    tagger: Option<Tagger>,
}

impl Redactor {
    /// Masks say what was there and no more: `[email]`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Masks carry a short keyed hash of what was there, so that lines about one person can be joined: `[email:3fa9c1]`.
    pub fn keyed(key: SigningKey) -> Self {
        Self { tagger: Some(Tagger::new(key)) }
    }

    /// `text` without what must not be written down; borrowed if that is all of it.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.find(text).1.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// What `redact` would mask, in order and without overlaps, and why.
    pub fn explain(&self, text: &str) -> Vec<Span> {
        self.find(text).0.into_iter().map(|hit| hit.span).collect()
    }

    /// What is masked, and the text with the masks, if there are any. A mask may leave something beside it that is one
    /// more value to mask, now that it stands alone: what comes out is looked at again until nothing is left.
    fn find(&self, text: &str) -> (Vec<Hit>, Option<String>) {
        let mut hits = self.hits(text);
        let mut masked = None;
        for _ in 0..ROUNDS {
            if hits.is_empty() {
                break;
            }
            let masks = masked.insert(mask::apply(text, &hits));
            if hits.iter().all(|hit| hit.whole) {
                break;
            }
            let more = self.hits(masks);
            if more.is_empty() {
                break;
            }
            hits = rounds::joined(hits, more);
        }
        (hits, masked)
    }

    fn hits(&self, text: &str) -> Vec<Hit> {
        let mut spans = Spans::new(self.tagger.as_ref());
        walk::walk(walk::Text::of(text), &mut spans);
        spans.finish()
    }
}
